package io.tidemark.launcher.reset;

import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.node.GroupNames;
import io.tidemark.launcher.node.NodeSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Processes on other machines, or with another data directory, are seen by their membership of the installation's consumer
 * groups. Where Kafka does not answer, nobody is seen, and the operator has been told to stop them.
 */
final class Members {
    private Members() {}

    /**
     * Refuses if there are any but those of this data directory, which is held: a member that has a fixed place is listed for
     * a while after its process ended.
     *
     * @throws ConfigException if there are any
     */
    static void refuse(Config config) {
        String own = NodeSettings.of(config).instance();
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("request.timeout.ms", "3000");
        settings.put("default.api.timeout.ms", "5000");
        GroupNames names = new GroupNames(config.value(Keys.GROUP_PREFIX));
        String replica = config.value(Keys.SPEED_REPLICA);
        try (Admin admin = Admin.create(settings)) {
            for (String group : List.of(names.archive(), names.speed(replica))) {
                refuse(admin, group, own);
            }
        } catch (KafkaException away) {
            // Said above: what cannot be asked is not held against the operator.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(Admin admin, String group, String own) throws InterruptedException {
        try {
            long members =
                    admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get().members().stream()
                            .filter(member ->
                                    !member.groupInstanceId().orElse("").startsWith(own))
                            .count();
            if (members > 0) {
                throw new ConfigException(
                        "TM-RST-003",
                        "consumer group \"" + group + "\"",
                        "has members: " + members + ", so a node is at work, or ended within the last minute",
                        "end all nodes of this installation first");
            }
        } catch (ExecutionException unknown) {
            // There is no such group, or nobody may ask.
        }
    }
}
