/** What travels between processes, and how Java values get into it. */
package io.jmp.parcel;
