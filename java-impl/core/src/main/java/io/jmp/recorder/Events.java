package io.jmp.recorder;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The events. Loaded when somebody records. */
final class Events {

    private Events() {}

    @Name("jmp.ProcessStart")
    @Label("Process Start")
    @Category("jmp")
    @Description("A process inside the JVM was started")
    static final class ProcessStart extends Event {
        @Label("Process Id")
        final long pid;
        @Label("Name")
        final String name;
        @Label("Parent's Process Id")
        final long parent;

        ProcessStart(long pid, String name, long parent) {
            this.pid = pid;
            this.name = name;
            this.parent = parent;
        }
    }

    @Name("jmp.ProcessEnd")
    @Label("Process End")
    @Category("jmp")
    @Description("A process inside the JVM has ended")
    @StackTrace(false)
    static final class ProcessEnd extends Event {
        @Label("Process Id")
        final long pid;
        @Label("Name")
        final String name;
        @Label("Exit Code")
        final int exitCode;

        ProcessEnd(long pid, String name, int exitCode) {
            this.pid = pid;
            this.name = name;
            this.exitCode = exitCode;
        }
    }

    @Name("jmp.Task")
    @Label("Task")
    @Category("jmp")
    @Description("A worker of a pool executed a task")
    @StackTrace(false)
    static final class Task extends Event implements Recorder.Span {
        @Label("Worker's Process Id")
        final long worker;
        @Label("Succeeded")
        boolean succeeded;

        private Task(long worker) {
            this.worker = worker;
        }

        static Task begun(long worker) {
            Task task = new Task(worker);
            task.begin();
            return task;
        }

        @Override
        public void end(boolean how) {
            succeeded = how;
            commit();
        }
    }

    @Name("jmp.QueueWait")
    @Label("Queue Wait")
    @Category("jmp")
    @Description("A process waited for an item of an empty queue")
    static final class QueueWait extends Event implements Recorder.Span {
        @Label("Got an Item")
        boolean gotItem;

        static QueueWait begun() {
            QueueWait wait = new QueueWait();
            wait.begin();
            return wait;
        }

        @Override
        public void end(boolean how) {
            gotItem = how;
            commit();
        }
    }
}
