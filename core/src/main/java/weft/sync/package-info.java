/**
 * Channels, semaphores and locks between tasks. They need no runtime: any executor may poll them,
 * and what does not wait may be called from any thread.
 */
@NullMarked
package weft.sync;

import org.jspecify.annotations.NullMarked;
