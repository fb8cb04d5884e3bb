# Makes the root file system that every machine of the boot tests starts from: recipe.sh FOLDER MIRROR SUITE.
# It is made beside FOLDER and moved there at the end, so that an interrupted one is never used; the lock keeps a second
# run waiting meanwhile.
set -eu
folder=$1 mirror=$2 suite=$3

exec 9>"$folder.lock"
flock 9
[ ! -d "$folder" ] || exit 0

partial=$folder.partial
rm -rf --one-file-system "$partial"
packages=systemd,systemd-sysv,libpam-systemd,dbus,polkitd,network-manager,iproute2,nftables,iputils-ping,nodejs
debootstrap --variant=minbase --include="$packages" "$suite" "$partial" "$mirror"

# A test that wants NetworkManager starts it. The timers' jobs would reach for the network in the middle of a test.
chroot "$partial" systemctl disable NetworkManager NetworkManager-dispatcher NetworkManager-wait-online
chroot "$partial" systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  e2scrub_reap.service fstrim.timer systemd-tmpfiles-clean.timer
: >"$partial/etc/machine-id" # every machine makes its own
echo laptop >"$partial/etc/hostname"
rm -rf "$partial"/var/cache/apt/archives/*.deb "$partial"/var/lib/apt/lists/*
mv "$partial" "$folder"
