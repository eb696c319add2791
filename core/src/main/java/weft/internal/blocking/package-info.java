/** Threads for code that blocks. */
@NullMarked
package weft.internal.blocking;

import org.jspecify.annotations.NullMarked;
