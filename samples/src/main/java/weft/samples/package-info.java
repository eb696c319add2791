/** Servers and tours, each run by a test. */
@NullMarked
package weft.samples;

import org.jspecify.annotations.NullMarked;
