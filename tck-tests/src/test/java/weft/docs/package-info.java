/** What the documents say about the tests. */
@NullMarked
package weft.docs;

import org.jspecify.annotations.NullMarked;
