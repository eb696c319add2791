/** Leaks of tests: threads, descriptors, buffers, and the runtimes with their tasks and timers. */
@NullMarked
package weft.leaks;

import org.jspecify.annotations.NullMarked;
