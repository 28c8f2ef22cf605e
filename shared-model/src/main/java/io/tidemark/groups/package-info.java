/** Which groups a question is about. Read {@link io.tidemark.groups.WantedGroups} first. */
package io.tidemark.groups;
