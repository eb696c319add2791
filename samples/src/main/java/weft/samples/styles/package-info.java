/** One program in three styles, for {@code docs/three-styles.md}. */
@NullMarked
package weft.samples.styles;

import org.jspecify.annotations.NullMarked;
