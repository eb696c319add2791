/** The data: sixteen databases of typed values with deadlines. */
@NullMarked
package weft.samples.redis.store;

import org.jspecify.annotations.NullMarked;
