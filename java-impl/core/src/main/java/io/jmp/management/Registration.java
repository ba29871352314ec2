package io.jmp.management;

import io.jmp.process.JvmProcess;
import io.jmp.process.ProcessTable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;

/** Shows the processes of one runtime by JMX until it is closed. */
public final class Registration implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Registration.class.getName());
    private static final AtomicInteger NEXT_ID = new AtomicInteger(1);

    private final ObjectName name;

    private Registration(ObjectName name) {
        this.name = name;
    }

    /**
     * Registers.
     *
     * @param table the processes to show
     * @param host the name of the host
     * @return what ends it
     */
    public static Registration of(ProcessTable table, String host) {
        try {
            ObjectName name = new ObjectName("io.jmp:type=Multiprocessing,host=" + host + ",id="
                    + NEXT_ID.getAndIncrement());
            ManagementFactory.getPlatformMBeanServer().registerMBean(new Bean(table), name);
            return new Registration(name);
        } catch (JMException | LinkageError | SecurityException e) {
            LOG.log(Level.DEBUG, "no MXBean", e); // a JVM without the module java.management, for instance
            return new Registration(null);
        }
    }

    @Override
    public void close() {
        if (name != null) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
            } catch (JMException e) {
                LOG.log(Level.DEBUG, "the MXBean was gone", e);
            }
        }
    }

    private record Bean(ProcessTable table) implements MultiprocessingMXBean {
        @Override
        public List<ProcessInfo> getProcesses() {
            return table.alive().stream().filter(process -> process.parent() != null)
                    .map(process -> new ProcessInfo(process.pid(), process.parent().pid(), process.name())).toList();
        }

        @Override
        public List<QueueInfo> getQueues() {
            return table.queues().all().stream()
                    .map(queue -> new QueueInfo(queue.size(), queue.capacity(), queue.bytes())).toList();
        }

        @Override
        public int getProcessCount() {
            return getProcesses().size();
        }

        @Override
        public boolean kill(long pid) {
            JvmProcess process = table.find(pid);
            if (process == null || process.parent() == null) {
                return false;
            }
            process.killWithDescendants();
            return true;
        }
    }
}
