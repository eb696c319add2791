/** What all comparisons share: the peer programs' frame and the driver that runs them in rounds. */
@NullMarked
package weft.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
