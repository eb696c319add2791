/** The scheduler comparison: the same work for Weft and its peers. */
@NullMarked
package weft.benchmarks.scheduler;

import org.jspecify.annotations.NullMarked;
