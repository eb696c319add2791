/**
 * Straight-line code: bodies that await futures and read like ordinary Java. Start at {@link
 * weft.async.Async}.
 */
@NullMarked
package weft.async;

import org.jspecify.annotations.NullMarked;
