/** The official Reactive Streams TCK over everything that the bridge exposes. */
@NullMarked
package weft.tck;

import org.jspecify.annotations.NullMarked;
