/** Real pipelines of other libraries through the bridge. */
@NullMarked
package weft.interop;

import org.jspecify.annotations.NullMarked;
