.PHONY: run test lint fix lock
run: ; python3 dev.py run
test: ; python3 dev.py test
lint: ; python3 dev.py lint
fix: ; python3 dev.py fix
lock: ; python3 dev.py lock
