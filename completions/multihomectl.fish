# Completion of multihomectl(1) for fish.

function __multihomectl_interfaces
    for path in /sys/class/net/*
        test -d $path; and string replace -r '.*/' '' -- $path
    end
    # Assigned ones that are not there now. Without starting the service, and without waiting for it.
    # In a path, a byte that is no letter or digit is _ and two hexadecimal digits.
    for path in (busctl --timeout=1 --auto-start=no --list tree org.multihomed1 2>/dev/null)
        set -l label (string replace -f /org/multihomed1/link/ '' -- $path)
        and printf '%b\n' (string replace -a _ '\\x' -- $label)
    end
end

# Whether the command line has one of these commands.
function __multihomectl_has
    set -l commands $argv
    for word in (commandline -opc)
        contains -- $word $commands; and return 0
    end
    return 1
end

# Whether so many words that are no options stand behind the command.
function __multihomectl_words
    set -l words (commandline -opc | string match -v -- '-*')
    test (math (count $words) - 2) -eq $argv[1]
end

set -l commands status assign release watch plan explain reconcile reload permissions log-level

complete -c multihomectl -f
complete -c multihomectl -l bus -x -a 'system session' -d 'where the service is'
complete -c multihomectl -s h -l help -d 'print the options'
complete -c multihomectl -s v -l version -d 'print the version'

complete -c multihomectl -n "not __multihomectl_has $commands" -a status -d 'show the service and all interfaces, or all of one'
complete -c multihomectl -n "not __multihomectl_has $commands" -a assign -d 'give an interface a routing table of its own'
complete -c multihomectl -n "not __multihomectl_has $commands" -a release -d 'take the table back'
complete -c multihomectl -n "not __multihomectl_has $commands" -a watch -d 'show changes as they happen'
complete -c multihomectl -n "not __multihomectl_has $commands" -a plan -d 'show what is not as wanted'
complete -c multihomectl -n "not __multihomectl_has $commands" -a explain -d 'show which way a packet takes, beside what is intended'
complete -c multihomectl -n "not __multihomectl_has $commands" -a reconcile -d 'compare everything with the kernel now'
complete -c multihomectl -n "not __multihomectl_has $commands" -a reload -d 'read the configuration again'
complete -c multihomectl -n "not __multihomectl_has $commands" -a permissions -d 'show what you may do'
complete -c multihomectl -n "not __multihomectl_has $commands" -a log-level -d 'show or set how much the service logs'

complete -c multihomectl -n "__multihomectl_has status assign release; and __multihomectl_words 0" -a '(__multihomectl_interfaces)'
complete -c multihomectl -n "__multihomectl_has assign; and __multihomectl_words 1" -a auto
complete -c multihomectl -n "__multihomectl_has log-level; and __multihomectl_words 0" -a 'emerg alert crit err warning notice info debug'

complete -c multihomectl -n "not __multihomectl_has release reload" -l json -d 'for programs: JSON'
complete -c multihomectl -n "__multihomectl_has assign release" -l temporary -d 'until the next boot only'
complete -c multihomectl -n "__multihomectl_has assign" -l priority -x -d 'priority of its rules'
complete -c multihomectl -n "__multihomectl_has assign" -l weight -x -d 'share in balance'
complete -c multihomectl -n "__multihomectl_has assign" -l strict -d 'strong end system'
complete -c multihomectl -n "__multihomectl_has assign" -l no-guard -d 'no unreachable default at the end of the table'
complete -c multihomectl -n "__multihomectl_has assign" -l unassigned-routes -x -a 'include exclude' -d 'routes through interfaces that are not assigned'
complete -c multihomectl -n "__multihomectl_has assign" -l mptcp -x -a 'signal subflow backup fullmesh' -d 'Multipath TCP endpoints'
complete -c multihomectl -n "__multihomectl_has assign" -l gateway -x -d 'only routes by this router'
complete -c multihomectl -n "__multihomectl_has explain" -l iif -x -a '(__multihomectl_interfaces)' -d 'the packet arrives by this interface'
complete -c multihomectl -n "__multihomectl_has explain" -l mark -x -d 'the packet has this firewall mark'
