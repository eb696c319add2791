/** How a thread waits: the time driver, the I/O driver, and the network behind them. */
@NullMarked
package weft.internal.driver;

import org.jspecify.annotations.NullMarked;
