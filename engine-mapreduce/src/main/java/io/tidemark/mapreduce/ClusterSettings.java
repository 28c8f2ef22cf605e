package io.tidemark.mapreduce;

import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineException;
import java.io.File;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** What is known of the cluster: Hadoop's own configuration, and over it what {@code batch.engine.} says. */
final class ClusterSettings {
    /** Where Hadoop's files lie, if they are not on the class path. Every other setting is Hadoop's. */
    static final String DIRECTORY = "conf";

    private static final List<String> FILES =
            List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml", "mapred-site.xml");
    /** What a resource manager's host is called while nobody has said where it is. */
    private static final String NOWHERE = "0.0.0.0";

    private ClusterSettings() {}

    static Configuration of(EngineChoice choice) {
        Configuration configuration = new YarnConfiguration(new Configuration());
        String directory = choice.options().get(DIRECTORY);
        if (directory == null) {
            // YARN's and the file systems' are read by themselves.
            configuration.addResource("mapred-site.xml");
        } else {
            FILES.stream()
                    .map(file -> new File(directory, file))
                    .filter(File::isFile)
                    .forEach(file -> configuration.addResource(new Path(file.toURI())));
        }
        // Ours go before theirs: a model may need other versions than Hadoop itself has.
        configuration.setBoolean(MRJobConfig.MAPREDUCE_JOB_CLASSLOADER, true);
        for (Map.Entry<String, String> option : choice.options().entrySet()) {
            if (!option.getKey().equals(DIRECTORY)) {
                configuration.set(option.getKey(), option.getValue());
            }
        }
        configuration.set(MRConfig.FRAMEWORK_NAME, MRConfig.YARN_FRAMEWORK_NAME);
        requireCluster(configuration, directory);
        return configuration;
    }

    private static void requireCluster(Configuration configuration, String directory) {
        boolean isNamed = !configuration
                        .get(YarnConfiguration.RM_HOSTNAME, NOWHERE)
                        .equals(NOWHERE)
                || !configuration.get(YarnConfiguration.RM_ADDRESS, NOWHERE).startsWith(NOWHERE)
                || configuration.get(YarnConfiguration.RM_HA_IDS) != null;
        if (!isNamed) {
            throw new EngineException(
                    "TM-ENG-002",
                    "batch.engine=mapreduce",
                    directory == null
                            ? "no Hadoop configuration on the class path names a resource manager"
                            : "no Hadoop configuration in " + directory + " names a resource manager",
                    "set the environment variable HADOOP_CONF_DIR, or batch.engine.conf, to the directory with the cluster's"
                            + " core-site.xml, yarn-site.xml and mapred-site.xml");
        }
    }
}
