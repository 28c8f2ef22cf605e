/** What a merged answer says: its rows or groups, where they came from, and how it was made. */
package io.tidemark.serving.merge.answer;
