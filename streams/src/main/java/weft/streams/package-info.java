/** Futures with many values: streams, sinks, operators, and bridges to Reactive Streams. */
@NullMarked
package weft.streams;

import org.jspecify.annotations.NullMarked;
