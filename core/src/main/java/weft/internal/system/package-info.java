/** The JVM's own effects: the only place that touches clocks, threads, parking and channels. */
@NullMarked
package weft.internal.system;

import org.jspecify.annotations.NullMarked;
