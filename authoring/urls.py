"""The URLs of `authoring`, all below /teach/."""

from django.urls import path, register_converter

from authoring.file_paths import CourseFileConverter
from authoring.views import bank, editor, exchange, files, history, rehearsal, review

register_converter(CourseFileConverter, "coursefile")

app_name = "authoring"
urlpatterns = [
    path("bank/", bank.show_bank, name="bank"),
    path("bank/new/", bank.begin_question, name="new"),
    path("bank/many/", bank.do_with_many, name="bulk"),
    path("bank/<slug:pattern>/<slug:slug>/", editor.edit_question, name="question"),
    path("bank/<slug:pattern>/<slug:slug>/preview/", editor.preview_question, name="preview"),
    path("bank/<slug:pattern>/<slug:slug>/save/", editor.save_question, name="save"),
    # files/: what is below a file's path comes first
    path("files/", files.list_files, name="files"),
    path("files/new/", files.begin_file, name="file_new"),
    path("files/<coursefile:path>/history/", history.show_history, name="file_history"),
    path("files/<coursefile:path>/look/", files.look_at_file, name="file_look"),
    path("files/<coursefile:path>/rehearsal/", rehearsal.rehearse, name="file_rehearse"),
    path("files/<coursefile:path>/save/", files.save_file, name="file_save"),
    path("files/<coursefile:path>/ask/", review.ask, name="file_ask"),
    path("files/<coursefile:path>/comment/", review.comment, name="file_comment"),
    path("files/<coursefile:path>/approve/", review.approve, name="file_approve"),
    path("files/<coursefile:path>/send-back/", review.send_back, name="file_send_back"),
    path("files/<coursefile:path>/compared/", review.note_compared, name="file_compared"),
    path("files/<coursefile:path>/publish/", review.publish, name="file_publish"),
    path("files/<coursefile:path>/retire/", review.retire, name="file_retire"),
    path("files/<coursefile:path>/bring-back/", review.bring_back, name="file_bring_back"),
    path("files/<coursefile:path>/restore/", review.restore, name="file_restore"),
    path("files/<coursefile:path>/discard/", review.discard, name="file_discard"),
    path("files/<coursefile:path>/", files.edit_file, name="file"),
    path("import/", exchange.import_questions, name="import"),
    path("export/", exchange.export_questions, name="export"),
]
