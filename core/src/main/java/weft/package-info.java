/** Weft's front door: what a task does most. */
@NullMarked
package weft;

import org.jspecify.annotations.NullMarked;
