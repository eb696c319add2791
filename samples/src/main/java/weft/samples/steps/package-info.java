/** The programs of {@code docs/first-steps.md}. */
@NullMarked
package weft.samples.steps;

import org.jspecify.annotations.NullMarked;
