/** Publish and subscribe. */
@NullMarked
package weft.samples.redis.pubsub;

import org.jspecify.annotations.NullMarked;
