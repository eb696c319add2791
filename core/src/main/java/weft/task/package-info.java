/** Handles to spawned tasks: joining, aborting, identity and outcome. */
@NullMarked
package weft.task;

import org.jspecify.annotations.NullMarked;
