/** Waiting for time to pass: sleeping, limits, and regular ticks, on the runtime's own clock. */
@NullMarked
package weft.time;

import org.jspecify.annotations.NullMarked;
