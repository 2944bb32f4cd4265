"""The one statement of who may open which address, and who may do what there.

Each row names an address, the states of the world in which it is asked, how, and one cell for each of sixteen
identities. A row speaks for everybody: there is no default.

- `GET` asks for the page; `POST` sends the form of `matrix_routes.BODIES`, or an empty one; `DEED` sends it too,
  and for those who may, the deed must be done. What an address does not take (405) needs no row.
- `A` allowed, be it that a form comes back with a sentence about what is not right yet. `D` refused in words, by
  403 or back at the page before: the person knows of the thing from their own work. `H` hidden: the same answer
  as for a thing that never was. `L` asked to sign in, whatever the address.
- `route@thing` asks about another thing than the one that the address usually names.

Where a deed of somebody else's is refused by name in the rules, yet lives at an address of their own pages (a
nominator's withdrawal, a judge's sheet), that address is hidden from staff: they have a page of their own for
the thing, which says what they may not do.

Identities: An anonymous, Nr its nominator, No another nominator, Ne its nominee, En its endorser, Rv reviewer,
Ju judge of the panel, Jx of another panel (its chair), Jr recused from the entry, Ch chair, Ad administrator,
Ax administrator with an interest, Co communications, Ho host, Ig information governance, Ex disabled account.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.matrix_worlds import IDENTITIES

#                                                                An Nr..En Rv Ju..Ch AdAx CoHoIg Ex
TABLE = """
# Whether it runs, and signing in
healthz                       scoring                       GET   A AAAA A AAAA AA AAA A
readyz                        scoring                       GET   A AAAA A AAAA AA AAA A
# The demo's own pages
demo:start                    scoring                       GET   A AAAA A AAAA AA AAA A
demo:sign_in                  scoring                       POST  H HHHH H HHHH HH HHH H
demo:mailbox                  scoring                       GET   A AAAA A AAAA AA AAA A
demo:spreadsheet              scoring                       GET   A AAAA A AAAA AA AAA A
demo:mail                     scoring                       GET   A AAAA A AAAA AA AAA A
demo:mail_html                scoring                       GET   A AAAA A AAAA AA AAA A
# Whether it runs, and signing in
account_login                 scoring                       GET   A AAAA A AAAA AA AAA A
account_login                 scoring                       POST  A AAAA A AAAA AA AAA A
account_request_login_code    scoring                       GET   A AAAA A AAAA AA AAA A
account_request_login_code    scoring                       POST  A AAAA A AAAA AA AAA A
account_confirm_login_code    scoring                       GET   L AAAA A AAAA AA AAA L
account_confirm_login_code    scoring                       POST  L AAAA A AAAA AA AAA L
account_logout                scoring                       GET   A AAAA A AAAA AA AAA A
account_logout                scoring                       POST  A AAAA A AAAA AA AAA A
account_inactive              scoring                       GET   A AAAA A AAAA AA AAA A
# Links from e-mails
people:link                   scoring                       GET   H HHHH H HHHH HH HHH H
# Nominators, endorsers and nominees
nominations:start             draft embargo                 GET   A AAAA A AAAA AA AAA A
nominations:start             draft                         DEED  A AAAA A AAAA AA AAA A
nominations:start             embargo                       POST  A AAAA A AAAA AA AAA A
nominations:not-open          draft                         GET   A AAAA A AAAA AA AAA A
nominations:mine              draft public                  GET   L AAAA A AAAA AA AAA L
nominations:resume            draft waiting                 GET   L AHHH H HHHH HH HHH L
nominations:resume            draft waiting                 POST  L AHHH H HHHH HH HHH L
nominations:endorse           waiting scoring               GET   L HHHA H HHHH HH HHH L
nominations:endorse           waiting                       DEED  L HHHA H HHHH HH HHH L
nominations:endorse           scoring                       POST  L HHHA H HHHH HH HHH L
nominations:endorse-another   waiting                       GET   L HHHA H HHHH HH HHH L
nominations:endorse-another   waiting                       DEED  L HHHA H HHHH HH HHH L
nominations:nominee           waiting embargo               GET   L HHAH H HHHH HH HHH L
nominations:nominee           waiting embargo               DEED  L HHAH H HHHH HH HHH L
nominations:nominee-withdraw  waiting                       GET   L HHAH H HHHH HH HHH L
nominations:nominee-withdraw  waiting                       DEED  L HHAH H HHHH HH HHH L
nominations:nominee-not-me    waiting embargo               GET   L HHAH H HHHH HH HHH L
nominations:nominee-not-me    waiting embargo               DEED  L HHAH H HHHH HH HHH L
nominations:nominee-choice    waiting embargo               GET   L HHAH H HHHH HH HHH L
nominations:nominee-choice    waiting embargo               DEED  L HHAH H HHHH HH HHH L
nominations:nomination        draft submitted scoring embargo GET   L AHHH H HHHH HH HHH L
nominations:flagged           draft submitted               GET   L AHHH H HHHH HH HHH L
nominations:flagged           draft submitted               POST  L AHHH H HHHH HH HHH L
nominations:check             draft submitted               GET   L AHHH H HHHH HH HHH L
nominations:check             draft                         DEED  L AHHH H HHHH HH HHH L
nominations:check             submitted                     POST  L AHHH H HHHH HH HHH L
nominations:confirm-email     draft                         GET   L AHHH H HHHH HH HHH L
nominations:confirm-email     draft                         POST  L AHHH H HHHH HH HHH L
nominations:sent              submitted                     GET   L AHHH H HHHH HH HHH L
nominations:late              draft                         GET   L AHHH H HHHH HH HHH L
nominations:own               draft submitted               GET   L AHHH H HHHH HH HHH L
nominations:twice             draft                         GET   L AHHH H HHHH HH HHH L
nominations:withdraw          submitted                     GET   L AHHH H HHHH HH HHH L
nominations:withdraw          scoring                       GET   L DHHH H HHHH HH HHH L
nominations:withdraw          submitted                     DEED  L AHHH H HHHH HH HHH L
nominations:withdraw          scoring                       POST  L DHHH H HHHH HH HHH L
nominations:proposal          submitted                     GET   L AHHH H HHHH HH HHH L
nominations:proposal          submitted                     DEED  L AHHH H HHHH HH HHH L
nominations:change            submitted                     GET   L DHHH H HHHH HH HHH L
nominations:change            submitted                     POST  L DHHH H HHHH HH HHH L
nominations:delete            draft submitted               GET   L AHHH H HHHH HH HHH L
nominations:delete            draft                         DEED  L AHHH H HHHH HH HHH L
nominations:delete            submitted                     POST  L DHHH H HHHH HH HHH L
nominations:question          draft submitted               GET   L AHHH H HHHH HH HHH L
nominations:question          draft                         DEED  L AHHH H HHHH HH HHH L
nominations:question          submitted                     POST  L AHHH H HHHH HH HHH L
# The awards team
review:queue                  submitted                     GET   L HHHH A HHHH HH HHH L
review:nomination             draft                         GET   L HHHH H HHHH HH HHH L
review:nomination             submitted scoring             GET   L HHHH A HHHH HH HHH L
review:take                   submitted                     DEED  L HHHH A HHHH HH HHH L
review:take_over              submitted                     POST  L HHHH A HHHH HH HHH L
review:let_go                 submitted                     DEED  L HHHH A HHHH HH HHH L
review:redact                 submitted                     DEED  L HHHH A HHHH HH HHH L
review:redact                 scoring                       POST  L HHHH D HHHH HH HHH L
review:remove_redaction       submitted                     DEED  L HHHH A HHHH HH HHH L
review:flag                   submitted                     DEED  L HHHH A HHHH HH HHH L
review:release                submitted                     POST  L HHHH D HHHH HH HHH L
review:accept                 submitted                     GET   L HHHH A HHHH HH HHH L
review:accept                 scoring                       GET   L HHHH D HHHH HH HHH L
review:accept                 submitted                     DEED  L HHHH A HHHH HH HHH L
review:accept                 scoring                       POST  L HHHH A HHHH HH HHH L
review:return                 submitted                     GET   L HHHH A HHHH HH HHH L
review:return                 submitted                     DEED  L HHHH A HHHH HH HHH L
review:hold                   submitted                     GET   L HHHH A HHHH HH HHH L
review:hold                   submitted                     DEED  L HHHH A HHHH HH HHH L
review:propose                submitted                     GET   L HHHH A HHHH HH HHH L
review:propose                submitted                     DEED  L HHHH A HHHH HH HHH L
review:propose_no_more        submitted                     DEED  L HHHH A HHHH HH HHH L
review:reject                 submitted                     GET   L HHHH A HHHH HH HHH L
review:reject                 submitted                     DEED  L HHHH A HHHH HH HHH L
review:reinstate              submitted                     GET   L HHHH D HHHH HH HHH L
review:reinstate              submitted                     POST  L HHHH A HHHH HH HHH L
review:merge                  waiting                       GET   L HHHH A HHHH HH HHH L
review:merge                  waiting                       DEED  L HHHH A HHHH HH HHH L
review:split                  waiting                       GET   L HHHH D HHHH HH HHH L
review:split                  waiting                       POST  L HHHH A HHHH HH HHH L
review:original               submitted scoring             GET   L HHHH A HHHH HH HHH L
review:original               submitted scoring             DEED  L HHHH A HHHH HH HHH L
review:withdraw               waiting                       GET   L HHHH H HHHH DH HHH L
review:withdraw               scoring                       GET   L HHHH H HHHH AH HHH L
review:withdraw               waiting                       POST  L HHHH H HHHH DH HHH L
review:withdraw               scoring                       DEED  L HHHH H HHHH AH HHH L
review:worry                  submitted scoring             DEED  L HHHH A HHHH HH HHH L
review:concern                submitted                     GET   L HHHH D HHHH HH HHH L
review:concern@worried        submitted                     GET   L HHHH A HHHH HH HHH L
review:concern@worried        submitted                     DEED  L HHHH A HHHH HH HHH L
review:concerns               submitted                     GET   L HHHH H HHHH HH HHH L
review:concern_settle         submitted                     GET   L HHHH H HHHH HH HHH L
review:concern_settle         submitted                     POST  L HHHH H HHHH HH HHH L
review:second                 submitted                     GET   L HHHH A HHHH HH HHH L
review:second                 scoring                       GET   L HHHH D HHHH HH HHH L
review:second                 submitted                     DEED  L HHHH A HHHH HH HHH L
review:ask_second             submitted                     GET   L HHHH D HHHH HH HHH L
review:ask_second@child       submitted                     GET   L HHHH A HHHH HH HHH L
review:ask_second@child       submitted                     DEED  L HHHH A HHHH HH HHH L
review:entries                scoring                       GET   L HHHH A HHHH AA HHH L
review:entry                  waiting scoring embargo       GET   L HHHH A HHHH AH HHH L
review:hide                   scoring                       GET   L HHHH A HHHH AH HHH L
review:hide                   scoring                       DEED  L HHHH A HHHH AH HHH L
review:show_again             scoring                       POST  L HHHH D HHHH DH HHH L
review:interest               waiting                       GET   L HHHH H HHHH AH HHH L
review:interest               scoring                       GET   L HHHH H HHHA AH HHH L
review:interest               waiting                       DEED  L HHHH H HHHH AH HHH L
review:interest               scoring                       DEED  L HHHH H HHHA AH HHH L
review:nominees               waiting                       GET   L HHHH H HHHH AA HHH L
review:nominee                waiting scoring               GET   L HHHH H HHHH AH HHH L
review:nominee                waiting                       DEED  L HHHH H HHHH AH HHH L
review:nominee                scoring                       POST  L HHHH H HHHH AH HHH L
review:stop_messages          waiting                       GET   L HHHH H HHHH AH HHH L
review:stop_messages          waiting                       DEED  L HHHH H HHHH AH HHH L
review:allow_messages         waiting                       GET   L HHHH H HHHH AH HHH L
review:allow_messages         waiting                       POST  L HHHH H HHHH AH HHH L
review:transcribe             draft                         GET   L HHHH A HHHH AA HHH L
review:transcribe_in          draft scoring                 GET   L HHHH A HHHH AA HHH L
review:transcribe_in          draft                         DEED  L HHHH A HHHH AA HHH L
review:transcribe_in          scoring                       POST  L HHHH A HHHH AA HHH L
review:interests              scoring                       GET   L HHHH H HAHA AA HHH L
review:endorsements           waiting                       GET   L HHHH H HHHH AA HHH L
review:endorsement            waiting                       GET   L HHHH H HHHH AA HHH L
review:endorsement            waiting                       DEED  L HHHH H HHHH AA HHH L
review:endorser               waiting                       GET   L HHHH H HHHH HH HHH L
review:endorser               waiting                       POST  L HHHH H HHHH HH HHH L
review:late                   draft                         GET   L HHHH H HHHH AA HHH L
review:admit                  draft                         GET   L HHHH H HHHH AA HHH L
review:admit                  draft                         DEED  L HHHH H HHHH AA HHH L
# Administrators' spreadsheets
imports:list                  submitted                     GET   L HHHH H HHHH AA HHH L
imports:upload                submitted                     GET   L HHHH H HHHH AA HHH L
imports:upload                submitted                     DEED  L HHHH H HHHH AA HHH L
imports:import                submitted                     GET   L HHHH H HHHH AA HHH L
imports:import@importing      submitted                     GET   L HHHH H HHHH AA HHH L
imports:import@imported       submitted                     GET   L HHHH H HHHH AA HHH L
imports:columns               submitted                     GET   L HHHH H HHHH AA HHH L
imports:columns               submitted                     DEED  L HHHH H HHHH AA HHH L
imports:awards                submitted                     GET   L HHHH H HHHH AA HHH L
imports:awards                submitted                     DEED  L HHHH H HHHH AA HHH L
imports:check                 submitted                     DEED  L HHHH H HHHH AA HHH L
imports:choose                submitted                     DEED  L HHHH H HHHH AA HHH L
imports:row                   submitted                     GET   L HHHH H HHHH AA HHH L
imports:row                   submitted                     DEED  L HHHH H HHHH AA HHH L
imports:decide                submitted                     DEED  L HHHH H HHHH AA HHH L
imports:confirm               submitted                     GET   L HHHH H HHHH AA HHH L
imports:confirm               submitted                     DEED  L HHHH H HHHH AA HHH L
imports:progress@importing    submitted                     GET   L HHHH H HHHH AA HHH L
imports:tell@imported         submitted                     GET   L HHHH H HHHH AA HHH L
imports:tell@imported         submitted                     DEED  L HHHH H HHHH AA HHH L
imports:discard               submitted                     GET   L HHHH H HHHH AA HHH L
imports:discard               submitted                     DEED  L HHHH H HHHH AA HHH L
# Judges
judging:mine                  scoring                       GET   L AAAA A AAAA AA AAA L
judging:seat                  scoring                       GET   L HHHH H AHHH HH HHH L
judging:seat                  scoring                       POST  L HHHH H DHHH HH HHH L
judging:declare               scoring                       GET   L HHHH H AHHH HH HHH L
judging:declare               scoring                       POST  L HHHH H AHHH HH HHH L
judging:briefing              scoring deciding              GET   L HHHH H AHHH HH HHH L
judging:practice              scoring                       GET   L HHHH H AHHH HH HHH L
judging:practice              scoring                       DEED  L HHHH H AHHH HH HHH L
judging:list                  scoring deciding public       GET   L HHHH H AHAA HH HHH L
judging:submit                scoring                       GET   L HHHH H AHAA HH HHH L
judging:submit                scoring                       POST  L HHHH H AHAA HH HHH L
judging:order                 scoring                       GET   L HHHH H AHAA HH HHH L
judging:order                 scoring                       POST  L HHHH H AHAA HH HHH L
judging:sheet                 scoring deciding              GET   L HHHH H AHHH HH HHH L
judging:sheet                 scoring                       DEED  L HHHH H AHHH HH HHH L
judging:sheet                 deciding                      POST  L HHHH H DHHH HH HHH L
judging:sheet@recused_sheet   scoring deciding              GET   L HHHH H HHHH HH HHH L
judging:sheet@recused_sheet   scoring deciding              POST  L HHHH H HHHH HH HHH L
judging:sheet@chairs_sheet    scoring deciding              GET   L HHHH H HHHA HH HHH L
judging:sheet@chairs_sheet    scoring                       DEED  L HHHH H HHHA HH HHH L
judging:sheet@chairs_sheet    deciding                      POST  L HHHH H HHHD HH HHH L
judging:autosave              scoring deciding              GET   L HHHH H AHHH HH HHH L
judging:autosave              scoring                       DEED  L HHHH H AHHH HH HHH L
judging:autosave              deciding                      POST  L HHHH H DHHH HH HHH L
judging:worry                 scoring                       DEED  L HHHH H AHHH HH HHH L
judging:wrong                 scoring                       GET   L HHHH H AHHH HH HHH L
judging:know                  scoring                       GET   L HHHH H AHHH HH HHH L
judging:know                  scoring                       DEED  L HHHH H AHHH HH HHH L
judging:identifies            scoring                       GET   L HHHH H AHHH HH HHH L
judging:identifies            scoring                       DEED  L HHHH H AHHH HH HHH L
judging:packs                 scoring deciding              GET   L HHHH H AHAA HH HHH L
judging:packs                 scoring                       DEED  L HHHH H AHAA HH HHH L
judging:packs                 deciding                      POST  L HHHH H AHAA HH HHH L
judging:pack                  scoring deciding              GET   L HHHH H AHHH HH HHH L
judging:pack-file             scoring deciding              GET   L HHHH H AHHH HH HHH L
# Chairs, administrators and the HR adviser
panel:packs                   scoring deciding              GET   L HHHH H HHHH AH HHH L
panel:packs                   scoring                       DEED  L HHHH H HHHH AH HHH L
panel:packs                   deciding                      POST  L HHHH H HHHH AH HHH L
panel:pack                    scoring deciding              GET   L HHHH H HHHH AH HHH L
panel:pack-file               scoring deciding              GET   L HHHH H HHHH AH HHH L
panel:progress                scoring embargo               GET   L HHHH H HAHA AA HHH L
panel:round                   scoring deciding              GET   L HHHH H HHHA AA HHH L
panel:start-declaring         scoring                       POST  L HHHH H HHHD DD HHH L
panel:extend                  scoring                       GET   L HHHH H HHHD AA HHH L
panel:extend                  scoring                       DEED  L HHHH H HHHD AA HHH L
panel:call-up                 scoring                       POST  L HHHH H HHHD DD HHH L
panel:stand-down              scoring                       GET   L HHHH H HHHD AD HHH L
panel:stand-down              scoring                       DEED  L HHHH H HHHD AD HHH L
panel:add-judge               scoring                       GET   L HHHH H HHHD AD HHH L
panel:add-this-judge          scoring                       GET   L HHHH H HHHD AD HHH L
panel:add-this-judge          scoring                       DEED  L HHHH H HHHD AD HHH L
panel:judge-sign              scoring                       DEED  L HHHH H HHHA DD HHH L
panel:judge-take-back         scoring                       DEED  L HHHH H HHHA AD HHH L
panel:acting-chair            scoring                       GET   L HHHH H HHHD DD HHH L
panel:acting-chair            scoring                       POST  L HHHH H HHHD DD HHH L
panel:end-acting              scoring                       GET   L HHHH H HHHD DD HHH L
panel:end-acting              scoring                       POST  L HHHH H HHHD DD HHH L
panel:readers                 scoring deciding              GET   L HHHH H HHHH AD HHH L
panel:readers-count           scoring                       GET   L HHHH H HHHH AD HHH L
panel:readers-count           scoring                       POST  L HHHH H HHHH AD HHH L
panel:reads-at-most           scoring                       GET   L HHHH H HHHH AD HHH L
panel:reads-at-most           scoring                       DEED  L HHHH H HHHH AD HHH L
panel:work-out                scoring                       DEED  L HHHH H HHHH AD HHH L
panel:entry-readers           scoring                       GET   L HHHH H HHHH AD HHH L
panel:entry-readers           scoring                       DEED  L HHHH H HHHH AD HHH L
panel:allocation              scoring deciding              GET   L HHHH H HHHH AD HHH L
panel:allocation              scoring                       DEED  L HHHH H HHHH AD HHH L
panel:allocation              deciding                      POST  L HHHH H HHHH AD HHH L
panel:allocation-discard      scoring                       DEED  L HHHH H HHHH AD HHH L
panel:allocation-undo         scoring                       GET   L HHHH H HHHH AD HHH L
panel:allocation-undo         scoring                       DEED  L HHHH H HHHH AD HHH L
panel:sheet                   scoring deciding              GET   L HHHH H HHHA AH HHH L
panel:sheet@recused_sheet     scoring                       GET   L HHHH H HHHA AH HHH L
panel:sheet-reopen            scoring                       GET   L HHHH H HHHD DH HHH L
panel:sheet-reopen            deciding                      GET   L HHHH H HHHA AH HHH L
panel:sheet-reopen            scoring                       POST  L HHHH H HHHA AH HHH L
panel:sheet-reopen            deciding                      DEED  L HHHH H HHHA AH HHH L
panel:sheet-paper             scoring                       GET   L HHHH H HHHD AH HHH L
panel:sheet-paper             scoring                       DEED  L HHHH H HHHD AH HHH L
panel:sheet-paper             deciding                      GET   L HHHH H HHHD DH HHH L
panel:sheet-paper             deciding                      POST  L HHHH H HHHD DH HHH L
panel:sheet-admit-late        deciding                      GET   L HHHH H HHHD DH HHH L
panel:sheet-admit-late        deciding                      POST  L HHHH H HHHA AH HHH L
panel:sheet-leave-late        deciding                      GET   L HHHH H HHHD DH HHH L
panel:sheet-leave-late        deciding                      POST  L HHHH H HHHA AH HHH L
panel:sheet-admit             deciding                      GET   L HHHH H HHHD DH HHH L
panel:sheet-admit             deciding                      POST  L HHHH H HHHA AH HHH L
notifications:remind-scores   scoring                       GET   L HHHH H HHHA AD HHH L
notifications:remind-scores   scoring                       POST  L HHHH H HHHA AD HHH L
notifications:remind-scores   deciding                      GET   L HHHH H HHHD DD HHH L
notifications:remind-interests scoring                      GET   L HHHH H HHHA AD HHH L
notifications:remind-interests scoring                      POST  L HHHH H HHHD DD HHH L
notifications:remind-interests deciding                     GET   L HHHH H HHHD DD HHH L
panel:settings                scoring deciding              GET   L HHHH H HHHH AD HHH L
panel:settings                scoring                       POST  L HHHH H HHHH DD HHH L
panel:settings@later_round    scoring                       GET   L HHHH H HHHH AA HHH L
panel:settings@later_round    scoring                       DEED  L HHHH H HHHH AA HHH L
panel:history                 scoring deciding embargo      GET   L HHHH H HHHA AA HHH L
panel:weights                 scoring deciding              GET   L HHHH H HHHD AD HHH L
panel:weights                 embargo                       GET   L HHHH H HHHD DD HHH L
panel:weights                 scoring deciding              DEED  L HHHH H HHHD AD HHH L
panel:weights-sign            scoring deciding              DEED  L HHHH H HHHA DD HHH L
panel:weights-sign            embargo                       POST  L HHHH H HHHD DD HHH L
panel:weights-take-back       scoring                       DEED  L HHHH H HHHA AD HHH L
panel:totals                  scoring                       GET   L HHHH H DHDD DD HHH L
panel:totals                  deciding                      GET   L HHHH H AHAA AA HHH L
panel:tie                     deciding                      GET   L HHHH H HHHA AD HHH L
panel:tie                     deciding                      POST  L HHHH H HHHA AD HHH L
panel:figures                 scoring                       GET   L HHHH H DHDD DD HHH L
panel:figures                 deciding embargo              GET   L HHHH H DHDA AD HHH L
panel:figures-entry           scoring                       GET   L HHHH H DHDD DD HHH L
panel:figures-entry           deciding embargo              GET   L HHHH H DHDA AD HHH L
panel:decide                  scoring                       GET   L HHHH H DHDD DD HHH L
panel:decide                  deciding embargo              GET   L HHHH H DHDA AD HHH L
panel:decide                  scoring                       POST  L HHHH H DHDD DD HHH L
panel:decide                  deciding                      DEED  L HHHH H DHDA AD HHH L
panel:decide                  embargo                       POST  L HHHH H DHDA AD HHH L
panel:deliberate              scoring deciding              POST  L HHHH H DHDD DD HHH L
panel:ask-checks              deciding                      POST  L HHHH H DHDD DD HHH L
panel:sign                    deciding embargo              GET   L HHHH H DHDA AD HHH L
panel:sign                    deciding                      DEED  L HHHH H DHDA AD HHH L
panel:sign                    embargo                       POST  L HHHH H DHDD DD HHH L
panel:unlock                  embargo                       GET   L HHHH H DHDA AD HHH L
panel:unlock                  embargo                       POST  L HHHH H DHDA AD HHH L
panel:decision-packs          deciding embargo              GET   L HHHH H HHHA AH HHH L
panel:decision-packs          deciding                      POST  L HHHH H HHHD DH HHH L
panel:decision-packs          embargo                       DEED  L HHHH H HHHA AH HHH L
panel:decision-pack           embargo                       GET   L HHHH H HHHA AH HHH L
panel:decision-pack-read      embargo                       GET   L HHHH H HHHA AH HHH L
panel:decision-pack-file      embargo                       GET   L HHHH H HHHA AH HHH L
panel:checks                  deciding                      GET   L HHHH H HHHH HH HHH L
panel:check                   deciding                      GET   L HHHH H HHHH HH HHH L
panel:check                   deciding                      POST  L HHHH H HHHH HH HHH L
# What becomes public, and when
announcements:release         embargo public                GET   L HHHH H HHHA AH AAH L
announcements:revise          embargo                       GET   L HHHH H HHHD DH DDH L
announcements:revise          embargo                       POST  L HHHH H HHHD DH DDH L
announcements:approve         embargo                       GET   L HHHH H HHHD DH DDH L
announcements:approve         embargo                       POST  L HHHH H HHHD DH DDH L
announcements:announce        embargo                       GET   L HHHH H HHHD AH DDH L
announcements:announce        embargo                       DEED  L HHHH H HHHD AH DDH L
announcements:pause           embargo public                GET   L HHHH H HHHD AH DDH L
announcements:pause           embargo                       DEED  L HHHH H HHHD AH DDH L
announcements:pause           public                        DEED  L HHHH H HHHD AH DDH L
announcements:resume          embargo                       GET   L HHHH H HHHD DH DDH L
announcements:resume          embargo                       POST  L HHHH H HHHD DH DDH L
announcements:cancel          embargo                       GET   L HHHH H HHHD AH DDH L
announcements:cancel          embargo                       DEED  L HHHH H HHHD AH DDH L
announcements:host            deciding embargo public       GET   L HHHH H HHHH AA HAH L
announcements:announce-on-stage embargo                     GET   L HHHH H HHHH AH HDH L
announcements:announce-on-stage embargo                     DEED  L HHHH H HHHH AH HDH L
announcements:event-list      scoring embargo               GET   L HHHH H HHHH AA HHH L
announcements:event-details   scoring embargo               GET   L HHHH H HHHH HH HHH L
announcements:event-details   embargo                       POST  L HHHH H HHHH HH HHH L
announcements:event-details   public                        GET   L HHAH H HHHH HH HHH L
announcements:event-details   public                        DEED  L HHAH H HHHH HH HHH L
announcements:certificate     scoring embargo               GET   L HHHH H HHHH HH HHH L
announcements:certificate     public                        GET   L HHAH H HHHH HH HHH L
announcements:certificate-file embargo                      GET   L HHHH H HHHH HH HHH L
announcements:certificate-file public                       GET   L HHAH H HHHH HH HHH L
announcements:certificates    embargo                       GET   L HHHH H HHHH HH HHH L
announcements:certificates    embargo                       POST  L HHHH H HHHH HH HHH L
announcements:certificates    public                        GET   L HHHH H HHHH AH HHH L
announcements:certificates    public                        POST  L HHHH H HHHH AH HHH L
announcements:release-certificate embargo                   GET   L HHHH H HHHH HH HHH L
announcements:release-certificate public                    GET   L HHHH H HHHH AH HHH L
announcements:release-certificate-file embargo              GET   L HHHH H HHHH HH HHH L
announcements:release-certificate-file public               GET   L HHHH H HHHH AH HHH L
announcements:certificate-run embargo                       GET   L HHHH H HHHH HH HHH L
announcements:certificate-run-file embargo                  GET   L HHHH H HHHH HH HHH L
announcements:certificate-run public                        GET   L HHHH H HHHH AH HHH L
announcements:certificate-run-file public                   GET   L HHHH H HHHH AH HHH L
announcements:results         deciding embargo              GET   H HHHH H HHHH HH HHH H
announcements:results         public                        GET   A AAAA A AAAA AA AAA A
announcements:feed            embargo                       GET   H HHHH H HHHH HH HHH H
announcements:feed            public                        GET   A AAAA A AAAA AA AAA A
announcements:releases        scoring embargo               GET   L HHHH H HAHA AA AAH L
announcements:prepare         deciding embargo              GET   L HHHH H HHHH AA HHH L
announcements:prepare         deciding embargo              POST  L HHHH H HHHH AA HHH L
# Messages
notifications:list            waiting embargo               GET   L HHHH H HHHH AA HHA L
notifications:catalogue       waiting                       GET   L HHHH H HHHH AA HHA L
notifications:calendar        waiting embargo               GET   L HHHH H HHHH AA HHH L
notifications:planned         scoring                       GET   L HHHH H HHHH AA HHH L
notifications:person          waiting embargo               GET   L HHHH H HHHH AH HHH L
notifications:stop            waiting                       GET   A AAAA A AAAA AA AAA A
notifications:stop            waiting                       DEED  A AAAA A AAAA AA AAA A
notifications:message         waiting                       GET   L HHHH H HHHH AH HHA L
notifications:deed            waiting                       GET   L HHHH H HHHH AH HHD L
notifications:deed            waiting                       DEED  L HHHH H HHHH AH HHD L
# Running a season, and its trail
records:audit                 scoring embargo               GET   L HHHH H HHHH AA HHA L
records:dashboard             scoring                       GET   L HHHH H HHHH AA HHH L
records:nominations           scoring                       GET   L HHHH H HHHH AA HHH L
records:ready                 draft                         GET   L HHHH H HHHH AA HHH L
records:publish               draft                         GET   L HHHH H HHHH DD HHH L
records:publish               draft                         POST  L HHHH H HHHH DD HHH L
records:pause                 scoring                       GET   L HHHH H HHHH AA HHH L
records:pause                 scoring                       DEED  L HHHH H HHHH AA HHH L
records:resume                scoring                       GET   L HHHH H HHHH DD HHH L
records:resume                scoring                       POST  L HHHH H HHHH DD HHH L
# What anybody may read
awards:home                   draft embargo                 GET   A AAAA A AAAA AA AAA A
awards:brand                  draft                         GET   A AAAA A AAAA AA AAA A
awards:accessibility          draft                         GET   A AAAA A AAAA AA AAA A
awards:privacy                draft                         GET   A AAAA A AAAA AA AAA A
awards:season                 draft embargo public          GET   A AAAA A AAAA AA AAA A
awards:method                 draft                         GET   A AAAA A AAAA AA AAA A
awards:award                  draft embargo public          GET   A AAAA A AAAA AA AAA A
awards:go                     draft embargo                 GET   A AAAA A AAAA AA AAA A
# Posters and short addresses
awards:posters                draft                         GET   L HHHH H HHHH AA AHH L
awards:posters                draft                         POST  L HHHH H HHHH AA AHH L
awards:poster-print           draft                         GET   L HHHH H HHHH AA AHH L
awards:poster-code            draft                         GET   L HHHH H HHHH AA AHH L
"""


@dataclass(frozen=True)
class Line:
    """One row in one state."""

    route: str
    of: str
    state: str
    method: str
    writes: bool
    cells: str

    def __str__(self):
        return f"{self.method} {self.route}{'@' + self.of if self.of else ''} ({self.state})"

    @property
    def is_first(self) -> bool:
        """Whether it is how the address is opened: by GET, or by POST where it takes nothing else."""
        return self.method == "GET" or (self.route, self.state) not in _OPENED

    def cell(self, identity: str) -> str:
        """Return what this identity gets."""
        return self.cells[IDENTITIES.index(identity)]

    @property
    def is_public(self) -> bool:
        """Whether everybody gets the same, signed in or not."""
        return len(set(self.cells)) == 1


def read(table: str) -> Iterator[Line]:
    """Return the lines of the table: one for each row and state."""
    for row in table.splitlines():
        if not row or row.startswith("#"):
            continue
        words = row.split()
        at = next(place for place, word in enumerate(words) if word in {"GET", "POST", "DEED"})
        route, _, of = words[0].partition("@")
        cells = "".join(words[at + 1 :])
        if len(cells) != len(IDENTITIES) or set(cells) - set("ADHL"):
            raise ValueError(f"Not one of A, D, H or L for each of the {len(IDENTITIES)} identities: {row}")
        for state in words[1:at]:
            yield Line(route, of, state, "GET" if words[at] == "GET" else "POST", words[at] == "DEED", cells)


MATRIX = tuple(read(TABLE))
_OPENED = {(line.route, line.state) for line in MATRIX if line.method == "GET"}
