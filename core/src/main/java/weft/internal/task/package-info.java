/** How one task runs: its state word, its cell, the registry of live tasks, unclaimed failures. */
@NullMarked
package weft.internal.task;

import org.jspecify.annotations.NullMarked;
