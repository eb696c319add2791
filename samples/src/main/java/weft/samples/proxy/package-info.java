/** Bytes from here to there and back. */
@NullMarked
package weft.samples.proxy;

import org.jspecify.annotations.NullMarked;
