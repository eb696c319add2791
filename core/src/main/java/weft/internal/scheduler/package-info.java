/** The schedulers: who polls which task when, and who waits for the drivers. */
@NullMarked
package weft.internal.scheduler;

import org.jspecify.annotations.NullMarked;
