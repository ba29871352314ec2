/**
 * Pools of workers: tasks, who executes them, and what comes back.
 *
 * <p>Knows nothing of how a task is executed. A worker, a process or a thread of some interpreter, takes tasks and reports
 * results; both are parcels.
 */
package io.jmp.pool;
