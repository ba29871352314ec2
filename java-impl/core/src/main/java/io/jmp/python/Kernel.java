package io.jmp.python;

import io.jmp.manager.ManagerCalls;
import io.jmp.memory.MemoryCalls;
import io.jmp.memory.posix.SegmentCalls;
import io.jmp.net.SocketCalls;
import io.jmp.parcel.ParcelCalls;
import io.jmp.parcel.ParcelMaker;
import io.jmp.pipe.PipeCalls;
import io.jmp.pool.PoolCalls;
import io.jmp.process.JvmProcess;
import io.jmp.process.ProcessCalls;
import io.jmp.process.ProcessTable;
import io.jmp.queue.QueueCalls;
import io.jmp.sync.SyncCalls;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The kernel as one interpreter sees it: an object of calls for each feature, its own and those of {@link KernelFeature}.
 *
 * <p>A spare has a kernel before it knows which process it is going to be; {@link #become} tells it.
 */
public final class Kernel {

    private final Map<String, Object> features = new LinkedHashMap<>();
    private final Permissions permissions;
    private volatile JvmProcess self;

    /**
     * @param table the processes that the interpreter can see
     * @param permissions what it may do outside of itself
     */
    public Kernel(ProcessTable table, Permissions permissions) {
        ParcelMaker parcels = new ParcelMaker(table.limits().maxMessageBytes());
        this.permissions = permissions;
        features.put("parcels", new ParcelCalls());
        features.put("queues", new QueueCalls(table.limits(), table.queues()));
        features.put("sync", new SyncCalls(this::self));
        features.put("memory", new MemoryCalls());
        features.put("segments", new SegmentCalls(table.resources(), permissions.sharedMemory()));
        features.put("managers", new ManagerCalls(parcels));
        features.put("pipes", new PipeCalls(this::self, parcels));
        features.put("sockets", new SocketCalls(this::self, permissions.sockets()));
        features.put("pools", new PoolCalls(this::self, parcels));
        features.put("processes", new ProcessCalls(table, this::self, permissions.otherProcesses()));
        for (KernelFeature feature : KernelFeature.all()) {
            features.put(feature.name(), feature.calls(this));
        }
    }

    /** What the interpreter may do outside of itself. */
    public Permissions permissions() {
        return permissions;
    }

    /** The objects of calls by the name under which Python finds them. */
    public Map<String, Object> features() {
        return features;
    }

    /** The process of this interpreter; null while it is a spare. */
    public JvmProcess self() {
        return self;
    }

    /** This interpreter becomes a process. */
    public void become(JvmProcess process) {
        self = process;
    }
}
