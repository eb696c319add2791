/** Everybody hears what anybody says. */
@NullMarked
package weft.samples.chat;

import org.jspecify.annotations.NullMarked;
