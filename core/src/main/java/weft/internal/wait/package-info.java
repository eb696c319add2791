/** The one wait list that every synchronization primitive is built on. */
@NullMarked
package weft.internal.wait;

import org.jspecify.annotations.NullMarked;
