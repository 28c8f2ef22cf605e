# shellcheck shell=bash
# What the lines of suite.txt do. Sourced by `run`, which sets here, home, scratch, state, results, port, heap, quick.

load_seconds=6
if [ "$quick" = yes ]; then
  load_seconds=2
fi

once() { # a line of suite.txt, without its first three words
  local what=$1
  shift
  case $what in
    speed) stream tidemark CountMain "$@" ;;
    raw) stream raw RawMain "$@" ;;
    kstreams) stream kstreams CountMain "$@" ;;
    flink) stream flink CountMain "$@" ;;
    spark-streaming) stream spark StreamMain "$@" ;;
    spark-batch) batch spark BatchMain "$@" ;;
    duckdb) batch batch DuckMain "$@" ;;
    spark-cluster) spark_cluster "$@" ;;
    hadoop-cluster) hadoop_cluster "$@" ;;
    micro) small micro MicroMain -wi 2 -w 500ms -i 5 -r 500ms -f 1 "$@" | tee -a "$results" ;;
    freshness | archive | recompute | hello | serving | recovery | size | lists | levels | compaction) "$what" "$@" ;;
    customers | rich | soak | realtime-1m | ranges | auth) "$what" "$@" ;;
    *) fail "$what is no run; suite.txt shows them" ;;
  esac
}

# ---- processes

class_path() { # module
  echo "$(ls "$here/$1"/target/*.jar):$(cat "$here/$1/target/classpath.txt")"
}

# What ./tidemark makes when it builds, and starts with: the classes of a node as the JVM uses them, and RocksDB's library
# out of its jar. For runs whose start counts; others are measured from their first record on, and then it is only the
# compiler that is less far.
classes=$here/tidemark/target/classes.jsa
native=$here/tidemark/target/native

keep_start() { # data-set: sees to it that they are there
  local jar
  [ ! -f "$classes" ] || return 0
  jar=$(tr : '\n' <"$here/tidemark/target/classpath.txt" | grep /rocksdbjni-)
  rm -rf "$native"
  mkdir -p "$native"
  (cd "$native" && "${java%java}jar" xf "$jar" librocksdbjni-linux64.so)
  local BENCH_OPTS="${BENCH_OPTS:-} -XX:ArchiveClassesAtExit=$classes -Xlog:disable"
  server "$state/keep.log" tidemark ServeMain --data="$scratch/$1" --bootstrap="$bootstrap" --state="$state" \
    --storage="$state/nothing" --folded=100000
  ended "$server" TERM
  rm -rf "${state:?}"/*
}

spark_opens() { # what Spark's own scripts let it use of the JDK
  local p
  for p in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
    java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
    echo -n "--add-opens=java.base/$p=ALL-UNNAMED "
  done
}

launch() { # heap module main-class arguments…: becomes that process
  local max=$1 module=$2 main=$3 opens=() p
  shift 3
  case $module in
    tidemark)
      opens=(-XX:MaxTenuringThreshold=2) # as launcher/src/main/scripts/memory.sh has it
      if [ -n "${starts:-}" ] && [ -f "$classes" ]; then
        opens+=(-XX:SharedArchiveFile="$classes" -Xlog:cds=off -Xlog:cds+dynamic=off)
        export LD_LIBRARY_PATH=$native${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
      fi
      ;;
    spark) read -r -a opens <<<"$(spark_opens)" ;;
    flink) opens=(--add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED) ;;
  esac
  case $main in *.*) ;; *) main=io.tidemark.bench.$module.$main ;; esac
  # shellcheck disable=SC2086
  exec "$java" $max ${BENCH_OPTS:-} "${opens[@]}" -Dorg.slf4j.simpleLogger.defaultLogLevel="${LOG:-error}" \
    -Djava.io.tmpdir="$state" -cp "$(class_path "$module")" "$main" "$@"
}

run() { # module main-class arguments…
  (launch "$heap" "$@")
}

small() { # the same with a small heap, for what is not measured
  (launch -Xmx1g "$@")
}

broker_ticks() { # user and system time of the broker so far, in hundredths of a second
  awk '{print $14 + $15}' "/proc/$(cat "$scratch/broker.pid")/stat" 2>/dev/null || echo 0
}

measure() { # as run, and keeps the RESULT lines and what the broker used meanwhile
  local before
  before=$(broker_ticks)
  {
    run "$@"
    echo "BROKER cpu_s=$(awk "BEGIN {print ($(broker_ticks) - $before) / 100}")"
  } | tee -a "$results"
}

unrecorded() { # function arguments…: its results are no run's
  local results=/dev/null
  "$@" >/dev/null
}

# Reads files once, so that every system finds them in the page cache and the first of a data set is not the one that
# waits for the disk.
warm() { # folders…
  find "$@" -type f -exec cat {} + >/dev/null
}

stream() { # module main-class data-set arguments…
  local module=$1 main=$2 data=$3
  shift 3
  [ -f "$scratch/$data/dataset.properties" ] || fail "there is no data set $data; benchmarks/run data $data makes it"
  warm "$scratch/broker/log/$(of "$data" topic)"-[0-9]*
  measure "$module" "$main" --data="$scratch/$data" --bootstrap="$bootstrap" --scratch="$state" --state="$state" \
    --storage="$state/storage" "$@"
}

batch() { # module main-class data-set arguments…
  local module=$1 main=$2 data=$3
  shift 3
  warm "$scratch/$data/parquet" "$scratch/$data/ads.parquet"
  measure "$module" "$main" --data="$scratch/$data" --scratch="$state" "$@"
}

of() { # data-set property
  sed -n "s/^$2=//p" "$scratch/$1/dataset.properties"
}

server() { # log module main-class arguments…: starts it, awaits READY; its pid is in $server
  local log=$1
  shift
  (launch "$heap" "$@") >"$log" 2>&1 &
  server=$!
  until grep -q READY "$log" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || {
      cat "$log"
      fail "$2 ended before it was ready"
    }
    sleep 0.02
  done
}

ended() { # pid signal
  kill "-$2" "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# ---- freshness

# Events at a steady rate, a hundred of them a second probes; when is a probe's count seen?
freshness() { # system thousands-a-second variant arguments…
  local system=$1 thousands=$2 variant=$3 seconds=60 warmup=4000 topic=paced
  shift 3
  if [ "$quick" = yes ]; then
    seconds=8 warmup=200
  fi
  small gen Pace --bootstrap="$bootstrap" --topic=$topic --create=only
  server "$state/freshness.log" "$system" FreshnessMain --bootstrap="$bootstrap" --topic=$topic \
    --probes=$((seconds * 100)) --scratch="$state" --state="$state" --storage="$state/storage" \
    --visible="$state/visible.txt" --timeout=$((seconds + 20)) "$@"
  BENCH_OPTS=-XX:TieredStopAtLevel=1 small gen Pace --bootstrap="$bootstrap" --topic=$topic --rate=$((thousands * 1000)) \
    --seconds=$seconds --sent="$state/sent.txt"
  wait "$server"
  small measure Latency "freshness-${thousands}k" "$system" "$variant" "$state/sent.txt" "$state/visible.txt" \
    $warmup | tee -a "$results"
}

# ---- archive and batch

# The archive is left for the runs over it.
archive() { # data-set
  rm -rf "$scratch/archive-$1"
  stream tidemark ArchiveMain "$1" --archive="$scratch/archive-$1"
}

archived() { # data-set: sees to it that there is an archive
  local from=${1%-x4}
  [ ! -d "$scratch/archive-$1" ] || return 0
  if [ "$from" = "$1" ]; then
    unrecorded archive "$1"
  else
    archived "$from"
    rm -rf "$scratch/archive-$1.part"
    small tidemark CopiesMain --archive="$scratch/archive-$from" --into="$scratch/archive-$1.part" --copies=4
    mv "$scratch/archive-$1.part" "$scratch/archive-$1"
  fi
}

recompute() { # data-set arguments…
  local data=$1
  shift
  archived "$data"
  warm "$scratch/archive-$data/archive"
  measure tidemark RecomputeMain --data="$scratch/$data" --archive="$scratch/archive-$data" --scratch="$state" "$@"
}

# A standalone master and two workers of a core each, and on them the same query twice, each an application of its own: by
# Spark SQL over the data set's Parquet, and by a run over its archive.
spark_cluster() { # data-set
  local data=$1 home=$state/spark-home jars worker master log=$state/master.log i
  archived "$data"
  mkdir -p "$home/jars"
  # Those of Kafka would bring a second LZ4, which Spark stumbles over.
  tr : '\n' <"$here/spark/target/classpath.txt" | grep -v '/kafka-\|kafka-0-10\|/org/lz4/\|/duckdb' | xargs -I{} ln -sf {} "$home/jars/"
  echo benchmark >"$home/RELEASE"
  export SPARK_HOME=$home SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 BENCH_DATA=$scratch/$data
  spark_daemon "$log" master.Master
  until master=$(grep -o 'Starting Spark master at spark://[^ ]*' "$log" | grep -o 'spark://.*'); do sleep 0.1; done
  for i in 1 2; do
    spark_daemon "$state/worker-$i.log" worker.Worker --cores 1 --memory 2g --work-dir "$state/work-$i" "$master"
    until grep -q 'registered with master' "$state/worker-$i.log"; do sleep 0.1; done
  done
  warm "$scratch/$data/parquet" "$scratch/archive-$data/archive"
  measure spark BatchMain --data="$BENCH_DATA" --scratch="$state" --master="$master" --executor-memory=1500m
  on_cluster "$data" spark <<END
home=$home
jar=$(dirname "$here")/engine-spark/target/tidemark-spark.jar
spark.master=$master
spark.driver.host=127.0.0.1
spark.ui.enabled=false
spark.executor.memory=1500m
spark.executorEnv.BENCH_DATA=$BENCH_DATA
END
}

# YARN on one node with room for a job's master and two tasks, and on it a run over the data set's archive.
hadoop_cluster() { # data-set
  local data=$1 cluster jars
  cluster=$(dirname "$here")/engine-mapreduce/cluster
  archived "$data"
  warm "$scratch/archive-$data/archive"
  jars=$state/hadoop-jars
  mkdir -p "$jars"
  tr : '\n' <"$cluster/target/jars.txt" | xargs -I{} ln -sf {} "$jars/"
  # It ends when its input does.
  mkfifo "$state/until"
  (cd "$state" && exec "$java" -Xmx600m -cp "$jars/*" "$cluster/MiniCluster.java" "$state" "$jars" 5120 \
    <"$state/until" >"$state/cluster.log" 2>&1) &
  exec 4>"$state/until"
  until [ -f "$state/conf/yarn-site.xml" ]; do
    kill -0 $! 2>/dev/null || fail "the cluster ended: $(tail "$state/cluster.log")"
    sleep 0.1
  done
  export BENCH_DATA=$scratch/$data
  on_cluster "$data" mapreduce <<END
conf=$state/conf
mapreduce.map.memory.mb=2048
mapreduce.map.java.opts=-Xmx1500m
mapreduce.map.env=BENCH_DATA=$BENCH_DATA
mapreduce.reduce.memory.mb=2048
mapreduce.reduce.java.opts=-Xmx1500m
mapreduce.reduce.env=BENCH_DATA=$BENCH_DATA
END
  exec 4>&-
  wait
}

on_cluster() { # data-set engine, with the engine's settings as input: a run of ours, over a storage of its own
  cat >"$state/engine.properties"
  cp -al "$scratch/archive-$1" "$state/storage"
  measure tidemark ClusterMain --data="$BENCH_DATA" --scratch="$state" --archive="$state/storage" --engine="$2" \
    --settings="$state/engine.properties" \
    --jars="$(ls "$here"/tidemark/target/bench-tidemark-*.jar):$(ls "$here"/measure/target/measure-*.jar)"
}

spark_daemon() { # log class arguments…: it ends with the script
  local log=$1 class=$2
  shift 2
  : >"$log"
  # shellcheck disable=SC2046
  "$java" -Xmx256m $(spark_opens) -cp "$SPARK_HOME/jars/*" "org.apache.spark.deploy.$class" \
    --host 127.0.0.1 --port 0 --webui-port 0 "$@" >>"$log" 2>&1 &
}

views() { # data-set: leaves them with the archive, for who serves them
  archived "$1"
  [ -d "$scratch/archive-$1/manifests" ] || unrecorded recompute "$1" --times=1 --views="$scratch/archive-$1"
}

# ---- serving

load() { # system variant seconds: wrk against the server
  LABEL="workload=serving system=$1 variant=$2" PATHS=$state/paths \
    wrk -t1 -c16 -d"$3s" --timeout 10s -s "$here/wrk.lua" "http://127.0.0.1:$((port + 2))" | grep RESULT | tee -a "$results"
}

warmed() { # system variant: after some seconds of the same that do not count
  unrecorded load "$1" warm-up $load_seconds
  load "$1" "$2" $load_seconds
}

# 1,000 paths that ask about the 1,000 campaigns that come most often: so many tiles of so many campaigns.
paths() { # tiles campaigns window
  awk -v tiles="$1" -v campaigns="$2" -v window="$3" 'BEGIN {
    srand(1)
    for (i = 0; i < 1000; i++) {
      from = int(rand() * (360 - tiles)) * 10
      printf "/v1/aggregations/views-by-campaign/query?window=%s&from=%s&to=%s", window, at(from), at(from + tiles * 10)
      for (j = 0; j < campaigns; j++) printf "&campaign=c%07d", int(rand() * 1000)
      printf "\n"
    }
  }
  function at(seconds) {
    return sprintf("2026-11-01T%02d:%02d:%02dZ", seconds / 3600, int(seconds / 60) % 60, seconds % 60)
  }' >"$state/paths"
}

hello() {
  command -v wrk >/dev/null || fail "wrk is not there; install it (Debian: apt install wrk)"
  echo / >"$state/paths"
  server "$state/serve.log" tidemark HelloMain --port=$((port + 2))
  warmed jetty hello
  ended "$server" TERM
}

serving() { # data-set
  command -v wrk >/dev/null || fail "wrk is not there; install it (Debian: apt install wrk)"
  local name=$1 storage=$scratch/archive-$1 pid
  views "$name"
  warm "$storage/views"
  server "$state/serve.log" tidemark ServeMain --data="$scratch/$name" --bootstrap="$bootstrap" \
    --state="$state" --storage="$storage" --port=$((port + 2))
  paths 1 1 tile
  unrecorded load tidemark warm-up $((load_seconds * 3)) # the server compiles for that long
  warmed tidemark point
  paths 24 1 tile
  warmed tidemark range24
  small tidemark FlipMain --data="$scratch/$name" --storage="$storage" --flips=3 --every-ms=$((load_seconds * 200)) &
  pid=$!
  load tidemark range24-flipping $load_seconds
  wait $pid
  touch "$scratch/$name/used" # its topic has more than its truth from now on
  # wrk leaves the generator what it leaves; how many it sent is told besides.
  small gen Pace --bootstrap="$bootstrap" --topic="$name" --rate=50000 --seconds=$((load_seconds * 2 + 3)) \
    --sent="$state/sent.txt" --may-lag=yes >"$state/paced" &
  pid=$!
  sleep 1
  warmed tidemark range24-arriving-50k # until then no event had come, and none of what folds them was compiled
  wait $pid
  sed -n 's|^PACED.*, \([0-9]*\) events/s.*|RESULT workload=serving system=tidemark variant=range24-arriving-50k events_per_s=\1 correct=yes|p' \
    "$state/paced" | tee -a "$results"
  paths 24 100 range
  warmed tidemark multi-get-100
  echo "/v1/aggregations/views-by-campaign/top?by=views&n=10" >"$state/paths"
  warmed tidemark top10-of-100k
  ended "$server" TERM
}

# ---- recovery and size

# A rebuild by replay; kill -9 to answering again; loading a view into an empty index.
recovery() { # data-set [--index=no]
  local name=$1 storage=$scratch/archive-$1 log=$state/serve.log rows partials starts=yes
  local serve=(tidemark ServeMain --data="$scratch/$name" --bootstrap="$bootstrap" --state="$state")
  local folded=(--storage="$state/nothing" --folded="$(of "$name" events)")
  partials=$(awk -v n="$(of "$name" partials)" 'BEGIN { printf n < 9e5 ? "%.0fk" : "%.0fM", n < 9e5 ? n / 1e3 : n / 1e6 }')
  keep_start "$name"
  warm "$scratch/broker/log/$name"-[0-9]*
  server "$log" "${serve[@]}" "${folded[@]}" --variant="rebuild-$partials" --replays=yes
  grep RESULT "$log" | tee -a "$results"
  sleep 3 # a tick is a second
  held "state-$partials" "$state/speed" "$(of "$name" partials)"
  ended "$server" KILL
  server "$log" "${serve[@]}" "${folded[@]}" --variant="restart-$partials"
  grep RESULT "$log" | tee -a "$results"
  ended "$server" TERM
  [ "${2:-}" != --index=no ] || return 0
  views "$name"
  warm "$storage/views"
  rows=$(wc -l <"$scratch/$name/truth.tsv")
  rm -rf "$state/index" "$state/speed"
  server "$log" "${serve[@]}" --storage="$storage" --variant=index-load --rows="$rows" --folded=0
  grep RESULT "$log" | tee -a "$results"
  ended "$server" TERM
  held index "$state/index" "$rows"
  held views "$storage/views" "$rows"
}

held() { # variant folder rows: what the disk has of each
  du -sb "$2" | awk -v variant="$1" -v rows="$3" '{
    printf "RESULT workload=recovery system=tidemark variant=%s bytes_per_row=%.1f correct=yes\n", variant, $1 / rows }' |
    tee -a "$results"
}

# The demo: its start to a first answer, and what it needs while flights come, and after.
size() {
  "$home/tidemark" --version >/dev/null # builds it, if need be
  small tidemark SizeMain --command="$home/tidemark" --state="$state/demo" --port=$((port + 2)) | tee -a "$results"
}

# Lists of a year, written for it alone, and who starts and publishes on them.
lists() {
  small tidemark ListsMain --storage="$state/lists" "$@" | tee -a "$results"
}

# A year of minutes, and coarser levels of it.
levels() {
  small tidemark LevelsMain --state="$state/levels" "$@" | tee -a "$results"
}

# Recomputes of an archive of small files, and of what is made of them.
compaction() {
  small tidemark CompactionMain --storage="$state/compaction" "$@" | tee -a "$results"
}

# ---- the shop: processes of ./tidemark run, on its defaults

shop() { # main-class arguments…
  "$home/tidemark" --version >/dev/null # builds it, if need be
  small shop "$@" --command="$home/tidemark" --bootstrap="$bootstrap" --state="$state" --port=$((port + 2)) | tee -a "$results"
}

# Customers in one epoch, through both layers, under questions.
customers() { # [--memory=…]
  if [ "$quick" = yes ]; then
    set -- --customers=100000 "$@"
  fi
  shop CustomersMain "$@"
}

# Eleven rich metrics, the process killed every few seconds.
rich() {
  if [ "$quick" = yes ]; then
    set -- --events=100000 --kills=4 "$@"
  fi
  shop RichMain "$@"
}

# More than a day in minutes: nothing grows.
soak() {
  if [ "$quick" = yes ]; then
    set -- --seconds=150 "$@"
  fi
  shop SoakMain "$@"
}

# A page and the best ten of a million groups that are all in the realtime view.
realtime-1m() {
  if [ "$quick" = yes ]; then
    set -- --customers=20000 "$@"
  fi
  shop RealtimeMain "$@"
}

# A view in ranges, of which each has a serving node, beside a node that has all of it.
ranges() {
  if [ "$quick" = yes ]; then
    set -- --customers=20000 "$@"
  fi
  shop RangesMain "$@"
}

# What a point query costs with an API token, and without.
auth() {
  if [ "$quick" = yes ]; then
    set -- --customers=5000 --questions=4000 "$@"
  fi
  shop TokenMain "$@"
}
