/** Futures that are polled: the language in which everything else in Weft is written. */
@NullMarked
package weft.future;

import org.jspecify.annotations.NullMarked;
