/** Threads that help with one large question. Read {@link io.tidemark.serving.merge.helpers.Helpers}. */
package io.tidemark.serving.merge.helpers;
