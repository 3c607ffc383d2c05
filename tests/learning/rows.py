"""Makes a row of any model, with what it needs around it: for tests that hold for all models."""

from datetime import date, timedelta
from itertools import count

from django.db import models
from django.utils import timezone

from learning.models import Learner


def pointing_to(target):
    """Every foreign key of any model that points to it, hidden ones too."""
    return [
        relation.field
        for relation in target._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and not relation.related_model._meta.proxy
    ]


def reaching(target):
    """Foreign keys to it, and to what points to it and so on: (model, field) each once."""
    found, todo, seen = [], [target], {target}
    while todo:
        for field in pointing_to(todo.pop()):
            found.append(field)
            if field.model not in seen:
                seen.add(field.model)
                todo.append(field.model)
    return found


class Maker:
    """Makes rows that belong together: each foreign key leads to the one row of its model."""

    numbers = count(1)  # of all makers: what is unique stays so

    def __init__(self, **known):
        self.made = {type(row): row for row in known.values()}

    def one(self, model):
        """The row of this model; made when it is first asked for."""
        if model not in self.made:
            self.made[model] = self.another(model)
        return self.made[model]

    def another(self, model, **fixed):
        values = {
            field.name: self.value(field)
            for field in model._meta.concrete_fields
            if field.name not in fixed and self.is_wanted(field, model)
        }
        return model._base_manager.create(**values | fixed)

    def is_wanted(self, field, model):
        """What has a default or may be empty is left alone; what is nobody's yet is given one."""
        if field.primary_key and not field.is_relation:
            return False
        if field.is_relation:
            return field.related_model is not model and not (field.null and self.is_loop(field))
        return not field.has_default() and not field.null

    def is_loop(self, field):
        """Whether making what it points to would need this very model first."""
        return any(
            back.related_model is field.model and not back.null
            for back in field.related_model._meta.concrete_fields
            if back.is_relation
        )

    def value(self, field):
        if field.is_relation:
            return self.one(field.related_model)
        if field.choices:
            return field.choices[0][0]
        number = next(self.numbers)
        kinds = (
            (models.BinaryField, b"bytes"),
            (models.JSONField, []),
            (models.BooleanField, False),
            (models.FloatField, 0.5),
            (models.IntegerField, number),
            (models.DateTimeField, timezone.now() + timedelta(days=1)),
            (models.DateField, date(2026, 11, 27)),
            (models.CharField, f"{number}"),
            (models.TextField, f"text {number}"),
        )
        return next(value for kind, value in kinds if isinstance(field, kind))


def of_learner(learner=None):
    """A learner and one row of each model that reaches a learner."""
    maker = Maker(learner=learner or Learner.objects.create())
    return maker, {model: maker.one(model) for model in models_of(Learner)}


def models_of(target):
    """The models that reach it, each once, in the order in which they are found."""
    return list(dict.fromkeys(field.model for field in reaching(target)))
