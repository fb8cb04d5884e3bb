# Completion of multihomectl(1) for bash.

_multihomectl_interfaces() {
    local path label
    for path in /sys/class/net/*; do
        [[ -d $path ]] && printf '%s\n' "${path##*/}"
    done
    # Assigned ones that are not there now. Without starting the service, and without waiting for it.
    # In a path, a byte that is no letter or digit is _ and two hexadecimal digits.
    while read -r path; do
        label=${path#/org/multihomed1/link/}
        [[ $label == "$path" ]] || printf '%b\n' "${label//_/\\x}"
    done < <(busctl --timeout=1 --auto-start=no --list tree org.multihomed1 2>/dev/null)
}

_multihomectl() {
    local commands="status assign release watch plan explain reconcile reload permissions log-level"
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word command="" words=0 index
    COMPREPLY=()

    # "--bus=session" comes as three words.
    if [[ $cur == "=" ]]; then
        cur=""
    elif [[ $prev == "=" && $COMP_CWORD -gt 1 ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    case $prev in
        --bus)
            mapfile -t COMPREPLY < <(compgen -W "system session" -- "$cur")
            return ;;
        --unassigned-routes)
            mapfile -t COMPREPLY < <(compgen -W "include exclude" -- "$cur")
            return ;;
        --mptcp)
            # A list: what stands before the last comma stays.
            local before=""
            [[ $cur == *,* ]] && before="${cur%,*},"
            mapfile -t COMPREPLY < <(compgen -P "$before" -W "signal subflow backup fullmesh" -- "${cur##*,}")
            return ;;
        --iif)
            mapfile -t COMPREPLY < <(compgen -W "$(_multihomectl_interfaces | sort -u)" -- "$cur")
            return ;;
        --priority | --weight | --gateway | --mark)
            return ;;
    esac

    for ((index = 1; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        case $word in
            --bus | --priority | --weight | --unassigned-routes | --mptcp | --gateway | --iif | --mark)
                ((index++))
                [[ ${COMP_WORDS[index]} == "=" ]] && ((index++)) ;;
            -?*) ;; # a hyphen alone is a word
            *)
                if [[ -z $command ]]; then command=$word; else ((words++)); fi ;;
        esac
    done

    if [[ $cur == -* ]]; then
        local options="--bus --help --version"
        case $command in
            "" | status | watch | plan | reconcile | permissions | log-level)
                options+=" --json" ;;
            assign)
                options+=" --priority --weight --strict --no-guard --unassigned-routes --mptcp --gateway --temporary --json" ;;
            explain)
                options+=" --iif --mark --json" ;;
            release)
                options+=" --temporary" ;;
        esac
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
        return
    fi
    case $command:$words in
        :0)
            mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur") ;;
        status:0 | assign:0 | release:0)
            mapfile -t COMPREPLY < <(compgen -W "$(_multihomectl_interfaces | sort -u)" -- "$cur") ;;
        assign:1)
            mapfile -t COMPREPLY < <(compgen -W "auto" -- "$cur") ;;
        log-level:0)
            mapfile -t COMPREPLY < <(compgen -W "emerg alert crit err warning notice info debug" -- "$cur") ;;
    esac
}

complete -F _multihomectl multihomectl
