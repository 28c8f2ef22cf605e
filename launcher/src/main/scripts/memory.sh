#!/usr/bin/env bash
# The memory of a process: one number, of which the sizes of its JVM follow. The class MemoryPlan reckons the same, and a
# test compares. Sourced by the script tidemark.

# Prints a size such as 256m or 2GiB in bytes, or nothing if it is none.
bytes() {
  local text number unit
  text=$(echo "$1" | tr -d '[:space:]')
  number=$(echo "$text" | sed -En 's/^([0-9]{1,9})(k|m|g|KiB|MiB|GiB)$/\1/p')
  unit=${text#"$number"}
  [ -n "$number" ] || return 0
  number=$((10#$number))
  case $unit in
    k | KiB) echo $((number << 10)) ;;
    m | MiB) echo $((number << 20)) ;;
    g | GiB) echo $((number << 30)) ;;
  esac
}

# Prints what a properties file says of memory: without a byte order mark, and with lines that go on joined.
memory_of_file() {
  tr -d '\r' < "$1" \
    | LC_ALL=C sed -E -e "1s/^$(printf '\357\273\277')//" -e '/^[[:space:]]*[#!]/d' \
      -e ':join' -e '/(^|[^\\])(\\\\)*\\$/{' -e 'N' -e 's/\\\n[[:space:]]*//' -e 'b join' -e '}' \
    | LC_ALL=C sed -En 's/^[[:space:]]*memory[[:space:]]*[=:[:space:]][[:space:]]*([^[:space:]]*)[[:space:]]*$/\1/p' \
    | tail -n 1
}

# Prints a text, or that of the file which it names (file:/run/secrets/memory), from the directory of a configuration file on.
resolved() {
  local named=${1#file:}
  if [ "$named" = "$1" ]; then
    echo "$1"
    return
  fi
  case $named in
    ///*) named=${named#//} ;;
    /*) ;;
    *) named=$(dirname "${2:-.}")/$named ;;
  esac
  [ ! -f "$named" ] || cat "$named"
}

# Prints what the command line, the environment or the configuration file says of memory, in this order.
memory_said() {
  local said="" file="" previous="" argument
  for argument in "$@"; do
    case $previous in
      --set) argument=--set=$argument ;;
      --config) file=$argument ;;
    esac
    case $argument in
      --set=memory=*) said=${argument#--set=memory=} ;;
      --config=*) file=${argument#--config=} ;;
    esac
    previous=$argument
  done
  if [ -z "$said" ]; then
    said=${TIDEMARK_MEMORY:-}
  fi
  if [ -z "$said" ] && [ -f "$file" ]; then
    said=$(memory_of_file "$file")
  fi
  resolved "$(echo "$said" | sed -E 's/^[[:space:]]+//')" "$file"
}

# Prints what the machine has, or what the container may take of it if that is less.
machine_bytes() {
  local least group
  if [ "$(uname -s)" = Darwin ]; then
    sysctl -n hw.memsize
    return
  fi
  least=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo) << 10))
  # Control groups of the second version, and of the first. In a container the group is often the root of what it sees.
  group=$(sed -n 's/^0:://p' /proc/self/cgroup 2> /dev/null | head -n 1)
  least=$(least_limit "$least" "/sys/fs/cgroup" "$group" memory.max)
  group=$(sed -En 's/^[0-9]+:([^:]*,)?memory(,[^:]*)?://p' /proc/self/cgroup 2> /dev/null | head -n 1)
  least_limit "$least" "/sys/fs/cgroup/memory" "$group" memory.limit_in_bytes
}

# Prints the least of a number and of the limits that a control group has, and those above it up to the root.
least_limit() {
  local least=$1 root=$2 group=${3%/} file=$4 limit
  while true; do
    limit=$(cat "$root$group/$file" 2> /dev/null || true)
    if [[ $limit =~ ^[0-9]{1,18}$ ]] && [ "$limit" -lt "$least" ]; then
      least=$limit
    fi
    [ -n "$group" ] || break
    group=${group%/*}
  done
  echo "$least"
}

memory_bytes() {
  local said quarter machine least=$((192 << 20)) most=$((4 << 30))
  said=$(bytes "$(memory_said "$@")")
  machine=$(machine_bytes)
  if [ -z "$said" ]; then
    quarter=$((machine / 4))
    said=$((quarter > most ? most : quarter))
  fi
  # More than there is, and too little, are refused in words, by a node that can start.
  said=$((said > machine ? machine : said))
  echo $((said < least ? least : said))
}

# Prints the JVM's options for a command line of tidemark.
memory_options() {
  local memory direct
  case ${1:-} in
    run | demo)
      memory=$(memory_bytes "$@")
      direct=$((memory / 16 < 24 << 20 ? 24 << 20 : memory / 16))
      echo -n "-Xmx$((memory / 8 * 5)) -XX:MaxDirectMemorySize=$direct -Dtidemark.memory=$memory"
      if [ "$memory" -lt $((1 << 30)) ]; then
        # The collector for many cores takes room for itself, and large arrays do not fit into its regions.
        echo -n " -XX:+UseSerialGC"
      else
        # What outlives two collections mostly stays: to copy it fifteen times doubled each pause, in which nothing is
        # folded nor answered. Guarded by the benchmark freshness-50k.
        echo -n " -XX:MaxTenuringThreshold=2"
      fi
      ;;
    *) echo -n "-Xmx768m -XX:MaxDirectMemorySize=128m" ;;
  esac
  # A thread that reads or writes files and sockets keeps a buffer as large as the largest that it used, without this.
  echo " -Djdk.nio.maxCachedBufferSize=262144"
}
