/** Streams in pipelines: with Reactor in the middle, and as events over time. */
@NullMarked
package weft.samples.streams;

import org.jspecify.annotations.NullMarked;
