# SPDX-License-Identifier: ISC
.POSIX:
.SUFFIXES:
.SUFFIXES: .c .o

VERSION = 0.1
PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
DESTDIR =

CC = cc
CFLAGS = -O2
LDFLAGS =
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wmissing-prototypes -Wstrict-prototypes -Wwrite-strings -Wcast-qual
ALL_CFLAGS = -std=c99 -D_POSIX_C_SOURCE=200809L \
	-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 \
	-DVERSION='"$(VERSION)"' -DBINDIR='"$(BINDIR)"' -Ilib \
	$(WARNINGS) $(CFLAGS)

PROGS = \
	bin/b64 \
	bin/imapappend \
	bin/imapflag \
	bin/imaplist \
	bin/imapmove \
	bin/imapretr \
	bin/imapsh \
	bin/imapwait \
	bin/mailsend \
	bin/mimebuild \
	bin/mimeparse \
	bin/pop3dele \
	bin/pop3list \
	bin/pop3retr \
	bin/pop3sh \
	bin/qp \
	bin/smtpq \
	bin/smtpsend

BASE = \
	lib/base/buf.o \
	lib/base/clock.o \
	lib/base/cpu.o \
	lib/base/die.o \
	lib/base/err.o \
	lib/base/file.o \
	lib/base/filter.o \
	lib/base/hash.o \
	lib/base/hash_md5.o \
	lib/base/hash_sha1.o \
	lib/base/hash_sha256.o \
	lib/base/in.o \
	lib/base/json.o \
	lib/base/line.o \
	lib/base/linefacts.o \
	lib/base/linescan.o \
	lib/base/linescan_x86.o \
	lib/base/mem.o \
	lib/base/name.o \
	lib/base/num.o \
	lib/base/out.o \
	lib/base/pipeline.o \
	lib/base/pour.o \
	lib/base/proc.o \
	lib/base/progress.o \
	lib/base/random.o \
	lib/base/redirect.o \
	lib/base/replace.o \
	lib/base/spool.o \
	lib/base/str.o \
	lib/base/utf8.o \
	lib/base/vis.o \
	lib/base/words.o

MIME = \
	lib/mime/addr.o \
	lib/mime/addrcheck.o \
	lib/mime/addrenc.o \
	lib/mime/addrlex.o \
	lib/mime/aliases.o \
	lib/mime/base64.o \
	lib/mime/base64_avx2.o \
	lib/mime/base64_avx512.o \
	lib/mime/base64_decode.o \
	lib/mime/base64_encode.o \
	lib/mime/base64_neon.o \
	lib/mime/base64_plain.o \
	lib/mime/body.o \
	lib/mime/boundary.o \
	lib/mime/charset.o \
	lib/mime/charsetguess.o \
	lib/mime/charsetname.o \
	lib/mime/check.o \
	lib/mime/columns.o \
	lib/mime/compose.o \
	lib/mime/compose_type.o \
	lib/mime/compose_write.o \
	lib/mime/content.o \
	lib/mime/content_write.o \
	lib/mime/crlf.o \
	lib/mime/date.o \
	lib/mime/dateparse.o \
	lib/mime/decode.o \
	lib/mime/defect.o \
	lib/mime/draft.o \
	lib/mime/entity.o \
	lib/mime/envelope.o \
	lib/mime/eol.o \
	lib/mime/extract.o \
	lib/mime/filename.o \
	lib/mime/flow.o \
	lib/mime/fold.o \
	lib/mime/fromline.o \
	lib/mime/headcopy.o \
	lib/mime/header.o \
	lib/mime/headrewrite.o \
	lib/mime/html.o \
	lib/mime/htmlcommand.o \
	lib/mime/htmlentity.o \
	lib/mime/htmltag.o \
	lib/mime/hz.o \
	lib/mime/level.o \
	lib/mime/list.o \
	lib/mime/magic.o \
	lib/mime/mbox.o \
	lib/mime/mediatype.o \
	lib/mime/messages.o \
	lib/mime/mimetypes.o \
	lib/mime/msgid.o \
	lib/mime/msgout.o \
	lib/mime/newboundary.o \
	lib/mime/newhead.o \
	lib/mime/outbody.o \
	lib/mime/outgoing.o \
	lib/mime/outgoing_text.o \
	lib/mime/outhead.o \
	lib/mime/param.o \
	lib/mime/paramenc.o \
	lib/mime/paramlex.o \
	lib/mime/parse.o \
	lib/mime/part.o \
	lib/mime/qp_count.o \
	lib/mime/qp_decode.o \
	lib/mime/qp_encode.o \
	lib/mime/qp_masks.o \
	lib/mime/qp_masks_x86.o \
	lib/mime/recode.o \
	lib/mime/record.o \
	lib/mime/recordhead.o \
	lib/mime/reply.o \
	lib/mime/report.o \
	lib/mime/save.o \
	lib/mime/seed.o \
	lib/mime/summary.o \
	lib/mime/text.o \
	lib/mime/textscan.o \
	lib/mime/unflow.o \
	lib/mime/unpack.o \
	lib/mime/utf7.o \
	lib/mime/uudecode.o \
	lib/mime/value.o \
	lib/mime/view.o \
	lib/mime/wire.o \
	lib/mime/worddec.o \
	lib/mime/wordenc.o \
	lib/mime/wrapped.o

STORE = \
	lib/store/command.o \
	lib/store/deliver.o \
	lib/store/deliver_file.o \
	lib/store/journal.o \
	lib/store/journal_file.o \
	lib/store/journal_record.o \
	lib/store/lock.o \
	lib/store/maildir.o \
	lib/store/mboxfile.o \
	lib/store/queue.o \
	lib/store/queue_entry.o \
	lib/store/queue_file.o \
	lib/store/statedir.o

NET = \
	lib/net/account.o \
	lib/net/account_choice.o \
	lib/net/account_file.o \
	lib/net/account_key.o \
	lib/net/client_options.o \
	lib/net/conn.o \
	lib/net/conn_open.o \
	lib/net/dial.o \
	lib/net/dottext.o \
	lib/net/hmac.o \
	lib/net/hostname.o \
	lib/net/imap.o \
	lib/net/imap_append.o \
	lib/net/imap_boxes.o \
	lib/net/imap_boxlist.o \
	lib/net/imap_code.o \
	lib/net/imap_columns.o \
	lib/net/imap_create.o \
	lib/net/imap_criteria.o \
	lib/net/imap_date.o \
	lib/net/imap_enable.o \
	lib/net/imap_filter.o \
	lib/net/imap_find.o \
	lib/net/imap_finish.o \
	lib/net/imap_flag.o \
	lib/net/imap_form.o \
	lib/net/imap_lex.o \
	lib/net/imap_login.o \
	lib/net/imap_look.o \
	lib/net/imap_message.o \
	lib/net/imap_move.o \
	lib/net/imap_name.o \
	lib/net/imap_namespace.o \
	lib/net/imap_open.o \
	lib/net/imap_opened.o \
	lib/net/imap_part.o \
	lib/net/imap_quota.o \
	lib/net/imap_read.o \
	lib/net/imap_retr_options.o \
	lib/net/imap_retrieve.o \
	lib/net/imap_retrieve_tell.o \
	lib/net/imap_row.o \
	lib/net/imap_run.o \
	lib/net/imap_script.o \
	lib/net/imap_search.o \
	lib/net/imap_selector.o \
	lib/net/imap_send.o \
	lib/net/imap_set.o \
	lib/net/imap_shell.o \
	lib/net/imap_show.o \
	lib/net/imap_sort.o \
	lib/net/imap_status.o \
	lib/net/imap_string.o \
	lib/net/imap_survey.o \
	lib/net/imap_tally.o \
	lib/net/imap_targets.o \
	lib/net/imap_uidplus.o \
	lib/net/imap_uids.o \
	lib/net/imap_verb.o \
	lib/net/imap_vigil.o \
	lib/net/imap_watch.o \
	lib/net/imap_watch_file.o \
	lib/net/letter.o \
	lib/net/log.o \
	lib/net/login.o \
	lib/net/netrc.o \
	lib/net/pop3.o \
	lib/net/pop3_apop.o \
	lib/net/pop3_box.o \
	lib/net/pop3_choose.o \
	lib/net/pop3_columns.o \
	lib/net/pop3_delete.o \
	lib/net/pop3_fetch.o \
	lib/net/pop3_filter.o \
	lib/net/pop3_headers.o \
	lib/net/pop3_list.o \
	lib/net/pop3_login.o \
	lib/net/pop3_open.o \
	lib/net/pop3_plan.o \
	lib/net/pop3_reply.o \
	lib/net/pop3_run.o \
	lib/net/pop3_script.o \
	lib/net/pop3_selector.o \
	lib/net/pop3_selector_match.o \
	lib/net/privfile.o \
	lib/net/prompt.o \
	lib/net/queue_down.o \
	lib/net/queue_letter.o \
	lib/net/queue_place.o \
	lib/net/queue_print.o \
	lib/net/queue_run.o \
	lib/net/queue_send.o \
	lib/net/queue_tasks.o \
	lib/net/queue_tell.o \
	lib/net/race.o \
	lib/net/retr_options.o \
	lib/net/retr_wish.o \
	lib/net/sasl.o \
	lib/net/sasl_cram.o \
	lib/net/sasl_oauth.o \
	lib/net/sasl_plain.o \
	lib/net/sasl_scram.o \
	lib/net/secret.o \
	lib/net/selector.o \
	lib/net/send_options.o \
	lib/net/send_outcome.o \
	lib/net/send_session.o \
	lib/net/sendmail_options.o \
	lib/net/sendmail_queue.o \
	lib/net/smtp.o \
	lib/net/smtp_auth.o \
	lib/net/smtp_dsn.o \
	lib/net/smtp_fit.o \
	lib/net/smtp_flight.o \
	lib/net/smtp_log.o \
	lib/net/smtp_mail.o \
	lib/net/smtp_print.o \
	lib/net/smtp_probe.o \
	lib/net/smtp_reply.o \
	lib/net/smtp_result.o \
	lib/net/smtp_start.o \
	lib/net/smtp_text.o \
	lib/net/smtp_transact.o \
	lib/net/smtpd.o \
	lib/net/smtpd_command.o \
	lib/net/smtpd_outcome.o \
	lib/net/smtpd_rcpt.o \
	lib/net/smtpd_relay.o \
	lib/net/smtpd_reply.o \
	lib/net/tls.o \
	lib/net/trace.o \
	lib/net/url.o

# Linked into tlspipe alone, where OpenSSL is.
TLSPIPE = \
	bin/tlspipe.o \
	lib/net/ssl_cert.o \
	lib/net/ssl_handshake.o \
	lib/net/ssl_relay.o \
	lib/net/ssl_session.o

LIB = lib/libmailpipe.a

all: programs tls

programs: $(LIB) $(PROGS)

# tlspipe alone needs a package, and only where its headers are.
tls: $(LIB)
	@if printf '#include <openssl/ssl.h>\n' | \
	    $(CC) $(CFLAGS) -E - >/dev/null 2>&1; \
	then $(MAKE) bin/tlspipe; \
	else echo "no OpenSSL headers here: built without TLS (tlspipe)"; fi

bin/tlspipe: $(TLSPIPE) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(TLSPIPE) $(LIB) -lssl -lcrypto

$(PROGS): $(PROGS:=.o) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $@.o $(LIB)

$(LIB): $(BASE) $(MIME) $(STORE) $(NET)
	rm -f $@
	ar -rc $@ $(BASE) $(MIME) $(STORE) $(NET)

# Every object depends on every header: simple, and right.
$(BASE) $(MIME) $(STORE) $(NET) $(TLSPIPE) $(PROGS:=.o): lib/*/*.h

.c.o:
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

demo: all
	CC='$(CC)' CFLAGS='$(CFLAGS)' tests/demo

test: all
	CC='$(CC)' CFLAGS='$(CFLAGS)' tests/run

# Compares with the peers that are installed.
bench: all
	CC='$(CC)' CFLAGS='$(CFLAGS)' tests/bench/run

test-deps:
	tests/deps

# A minute for each parser under a fuzzer: FUZZ_SECONDS=600 for longer.
fuzz:
	tests/fuzz/run

# Kills programs at each of their system calls, and looks what became of the
# mail: some minutes.
kill: all
	for to in m M X; do tests/kill 1 1 20 $$to || exit 1; done
	tests/kill-imap
	tests/kill-queue

# Lets each allocation and system call of programs fail in turn: some minutes.
inject: all
	CC='$(CC)' tests/inject

asan:
	CC='$(CC)' tests/asan

install: all
	mkdir -p "$(DESTDIR)$(BINDIR)"
	for f in $(PROGS) bin/tlspipe; do test ! -e $$f || { \
	    to="$(DESTDIR)$(BINDIR)/$${f##*/}"; \
	    rm -f "$$to" && cp $$f "$$to" && chmod 755 "$$to"; } || \
	    exit 1; done
	for f in man/*.[157]; do test ! -e $$f || { \
	    to="$(DESTDIR)$(MANDIR)/man$${f##*.}"; \
	    mkdir -p "$$to" && cp $$f "$$to" && \
	    chmod 644 "$$to/$${f##*/}"; } || exit 1; done

uninstall:
	for f in $(PROGS) bin/tlspipe; do \
	    rm -f "$(DESTDIR)$(BINDIR)/$${f##*/}"; done
	for f in man/*.[157]; do \
	    rm -f "$(DESTDIR)$(MANDIR)/man$${f##*.}/$${f##*/}"; done

clean:
	rm -f $(PROGS) bin/tlspipe bin/*.o lib/*/*.o $(LIB)
	rm -rf tests/build

.PHONY: all programs tls demo test bench test-deps fuzz kill inject asan \
	install uninstall clean
