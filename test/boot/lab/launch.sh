# Boots a machine: launch.sh NAMESPACE LOWER FOLDER CGROUP… -- systemd-nspawn's further arguments.
# It runs in a session of its own and ends when the machine does, whether that powers off or everything in NAMESPACE is
# killed. FOLDER has upper and work (an overlay above LOWER) and root; or root alone, which is then a copy.
set -eu
namespace=$1 lower=$2 folder=$3
shift 3

# systemd-nspawn makes the cgroups "payload" and "supervisor" below the one it is started in: each machine needs a cgroup
# of its own, or two machines would be one to systemd. Otherwise it needs no help: it gives the machine the
# hierarchies that it finds here, unified, or unified beside name=systemd of version 1.
groups=
while [ "$1" != -- ]; do
  mkdir -p "$1"
  echo 0 >"$1/cgroup.procs"
  groups="$groups $1"
  shift
done
shift

# The overlay is mounted in a mount namespace that ends with the machine, so nothing is left to unmount.
status=0
nsenter --net="/run/netns/$namespace" unshare --mount --propagation private sh -euc '
  namespace=$1 lower=$2 folder=$3
  shift 3
  if [ -d "$folder/upper" ]; then
    mount -t overlay overlay -o "lowerdir=$lower,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
  fi
  export SYSTEMD_NSPAWN_API_VFS_WRITABLE=network # /proc/sys/net, as with a network namespace of its own making
  exec systemd-nspawn --quiet --directory="$folder/root" --machine="$namespace" --register=no --keep-unit \
    --network-namespace-path="/run/netns/$namespace" --capability=CAP_NET_ADMIN --link-journal=no --resolv-conf=off --timezone=off --boot "$@"
' sh "$namespace" "$lower" "$folder" "$@" || status=$?

rmdir "/run/systemd/nspawn/propagate/$namespace" 2>/dev/null || true # stays when systemd-nspawn is killed
for group in $groups; do
  echo 0 >"${group%/*}/cgroup.procs"
  for attempt in 1 2 3 4 5 6 7 8 9 10; do # until the last of its processes is gone
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
    sleep 0.1
  done
done
exit "$status"
