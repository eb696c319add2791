/** The benchmarks of channels and locks on Weft. */
@NullMarked
package weft.benchmarks.sync;

import org.jspecify.annotations.NullMarked;
