package io.jmp.pool;

import io.jmp.parcel.Parcel;

/**
 * A part of a job.
 *
 * @param index which part, from 0
 * @param content what to do, in the words of the workers
 */
record Task(Job job, int index, Parcel content) {}
