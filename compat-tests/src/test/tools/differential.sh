#!/bin/sh
# Runs scripts on CPython and on jmp, and compares standard output, exit status and, with paths and numbers that must
# differ taken out, standard error. Argument: the root of the project.
set -eu
root=$(CDPATH='' cd -- "$1" && pwd -P)
scripts=$root/compat-tests/src/test/scripts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# What is the same on both but for names of files, line numbers, markers below the lines, and addresses. Of the frames
# inside the package only the fact that there are some is left; what the parent's and the child's bootstrap add is dropped.
normalise() {
    sed -e '/^ *[~^]*$/d' -e 's/ at 0x[0-9a-f]*/ at 0x0/g' "$1" | awk '
        /^  File ".*multiprocessing.*", line/ { skip = 1; next }
        /^  File "<(string|frozen [a-z_.]*)>", line [0-9]*, in (<module>|_run_code|_run_module_code|run_path|_find_and_load.*|exec_module)/ { skip = 1; next }
        /^  File ".*(runpy|pickle)\.py", line/ { skip = 1; next }
        skip && /^    / { next }
        { skip = 0; print }' | sed -e "s#$root#ROOT#g"
}

compare() {
    name=$1
    if [ "$(cat "$work/status.c")" = "$(cat "$work/status.j")" ] && cmp -s "$work/out.c" "$work/out.j"; then
        normalise "$work/err.c" > "$work/norm.c"
        normalise "$work/err.j" > "$work/norm.j"
        if cmp -s "$work/norm.c" "$work/norm.j"; then
            passed=$((passed + 1))
            return 0
        fi
    fi
    failed=$((failed + 1))
    echo "DIFFERENT: $name: exit status $(cat "$work/status.c") and $(cat "$work/status.j")"
    diff "$work/out.c" "$work/out.j" || true
    diff "$work/norm.c" "$work/norm.j" 2>/dev/null || cat "$work/err.j"
}

run() {
    which=$1
    shift
    status=0
    timeout 120 "$@" > "$work/out.$which" 2> "$work/err.$which" < "${input:-/dev/null}" || status=$?
    echo "$status" > "$work/status.$which"
}

cd "$scripts"
rm -f "$work"/norm.*
if command -v python3 >/dev/null 2>&1; then
    # spawn is what a process inside the JVM is like
    cat > "$work/sitecustomize.py" <<'P'
import multiprocessing
multiprocessing.set_start_method('spawn')
P
    for script in *.py; do
        PYTHONPATH=$work PYTHONUNBUFFERED=1 run c python3 "$script" one two
        run j "$root/bin/jmp" "$script" one two
        compare "$script"
    done
else
    echo "differential: no python3 here"
fi
for script in "$root"/samples/documents/*.py; do
    cp "${script%.py}.expected.txt" "$work/out.c"
    : > "$work/err.c"
    echo 0 > "$work/status.c"
    run j "$root/bin/jmp" "$script"
    compare "$script"
done
echo "differential: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
