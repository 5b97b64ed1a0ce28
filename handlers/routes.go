package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
)

// access says who reaches a route at all. What a person may do there is decided
// again by the domain; the table keeps strangers and lower roles out early, and a
// test walks it.
type access struct {
	public bool
	right  annotation.Right
}

var (
	anyone  = access{public: true}
	reads   = access{right: annotation.Read}
	marks   = access{right: annotation.Mark}
	merges  = access{right: annotation.MergeSpeakers}
	edits   = access{right: annotation.ManageArticles}
	manages = access{right: annotation.ManagePeople}
	sets    = access{right: annotation.ManageScales} // which is one of the settings; the others need more
)

type route struct {
	method, path string
	access       access
	handle       echo.HandlerFunc
}

func (s *Server) routes(e *echo.Echo) {
	for _, r := range s.table() {
		handle := s.guard(r.access, r.handle)
		e.Add(r.method, r.path, handle)
		if r.method == http.MethodGet {
			e.Add(http.MethodHead, r.path, handle)
		}
	}
}

// table lists every route of the site.
func (s *Server) table() []route {
	const get, post, patch, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete
	return []route{
		{get, "/healthz", anyone, s.healthz},
		{get, "/readyz", anyone, s.readyz},
		{get, "/static/*", anyone, s.static},

		{get, "/login", anyone, s.loginPage},
		{post, "/login", anyone, s.login},
		{get, "/setup", anyone, s.setupPage},
		{post, "/setup", anyone, s.setup},
		{post, "/logout", reads, s.logout},

		{get, "/", reads, s.home},
		{get, "/help", reads, s.help},
		{get, "/scales", reads, s.scalesPage},

		{get, "/account", reads, s.accountPage},
		{post, "/account/password", reads, s.changePassword},
		{post, "/account/sessions/:id/revoke", reads, s.revokeSession},
		{post, "/account/tokens", reads, s.createToken},
		{post, "/account/tokens/:id/revoke", reads, s.revokeToken},

		{get, "/people", manages, s.peoplePage},
		{post, "/people", manages, s.createUser},
		{post, "/people/:name", manages, s.changeUser},
		{post, "/people/:name/password", manages, s.resetPassword},

		{get, "/settings", sets, s.settingsPage},
		{post, "/settings", sets, s.changeSettings},

		{get, "/queue", reads, s.queuePage},

		{get, "/articles", reads, s.articlesPage},
		{get, "/articles/new", edits, s.newArticlePage},
		{post, "/articles", edits, s.createArticle},
		{get, "/articles/:id", reads, s.articlePage},
		{post, "/articles/:id", edits, s.changeArticle},
		{get, "/articles/:id/export", reads, s.downloadArticle},
		{get, "/articles/:id/report", reads, s.reportPage},
		{get, "/articles/:id/next", reads, s.nextUnfinished},
		{post, "/articles/:id/annotations", marks, s.createAnnotation},
		{post, "/articles/:id/undo", marks, s.undo},

		{post, "/articles/:id/suggestions/accept", marks, s.acceptSuggestions},
		{post, "/articles/:id/suggestions/undo", marks, s.undoAcceptances},

		{get, "/suggestions/:id", marks, s.suggestionCard},
		{post, "/suggestions/:id/accept", marks, s.acceptSuggestion},
		{post, "/suggestions/:id/reject", marks, s.rejectSuggestion},
		{post, "/suggestions/:id/restore", marks, s.restoreSuggestion},

		{get, "/annotations/:id", reads, s.annotationCard},
		{get, "/annotations/:id/history", reads, s.historyPage},
		{get, "/annotations/:id/similar", reads, s.similarStatements},
		{post, "/annotations/:id", marks, s.changeAnnotation},
		{post, "/annotations/:id/delete", marks, s.deleteAnnotation},
		{post, "/annotations/:id/restore", marks, s.restoreAnnotation},

		{get, "/annotations/:id/evidence/new", marks, s.newEvidencePage},
		{post, "/annotations/:id/evidence", marks, s.createEvidence},
		{get, "/evidence/:id", reads, s.evidencePage},
		{get, "/evidence/:id/file", reads, s.evidenceFile},
		{post, "/evidence/:id", marks, s.changeEvidence},
		{post, "/evidence/:id/delete", marks, s.deleteEvidence},
		{post, "/evidence/:id/restore", marks, s.restoreEvidence},
		{post, "/evidence/:id/erase", marks, s.eraseEvidence},

		{post, "/annotations/:id/comments", marks, s.createComment},
		{post, "/comments/:id", marks, s.changeComment},

		{get, "/annotations/:id/replies/new", marks, s.newReplyPage},
		{post, "/annotations/:id/replies", marks, s.createReply},
		{get, "/replies/:id", reads, s.replyPage},
		{post, "/replies/:id", marks, s.changeReply},
		{post, "/replies/:id/delete", marks, s.deleteReply},
		{post, "/replies/:id/restore", marks, s.restoreReply},

		{get, "/speakers", reads, s.speakersPage},
		{post, "/speakers", marks, s.createSpeaker},
		{get, "/speakers/find", reads, s.findSpeakers},
		{get, "/speakers/:id", reads, s.speakerPage},
		{post, "/speakers/:id", marks, s.changeSpeaker},
		{post, "/speakers/:id/merge", merges, s.mergeSpeaker},
		{post, "/speakers/:id/split-off", merges, s.splitOffSpeaker},
		{post, "/speakers/:id/statements", marks, s.giveStatements},
		{post, "/speakers/:id/statements/undo", marks, s.takeStatementsBack},

		{get, "/api/v1/articles", reads, s.apiArticles},
		{post, "/api/v1/articles", edits, s.apiCreateArticle},
		{get, "/api/v1/articles/:id", reads, s.apiArticle},
		{patch, "/api/v1/articles/:id", edits, s.apiChangeArticle},
		{post, "/api/v1/articles/:id/annotations", marks, s.apiCreateAnnotation},
		{get, "/api/v1/articles/:id/suggestions", reads, s.apiSuggestions},
		{post, "/api/v1/articles/:id/suggestions/accept", marks, s.apiAcceptSuggestions},
		{get, "/api/v1/suggestions/:id", reads, s.apiSuggestion},
		{post, "/api/v1/suggestions/:id/accept", marks, s.apiAcceptSuggestion},
		{post, "/api/v1/suggestions/:id/reject", marks, s.apiRejectSuggestion},
		{post, "/api/v1/suggestions/:id/restore", marks, s.apiRestoreSuggestion},
		{get, "/api/v1/annotations/:id", reads, s.apiAnnotation},
		{get, "/api/v1/annotations/:id/history", reads, s.apiHistory},
		{get, "/api/v1/annotations/:id/similar", reads, s.apiSimilarTo},
		{get, "/api/v1/similar", reads, s.apiSimilar},
		{patch, "/api/v1/annotations/:id", marks, s.apiChangeAnnotation},
		{del, "/api/v1/annotations/:id", marks, s.apiDeleteAnnotation},
		{post, "/api/v1/annotations/:id/evidence", marks, s.apiCreateEvidence},
		{get, "/api/v1/evidence/:id", reads, s.apiEvidence},
		{get, "/api/v1/evidence/:id/file", reads, s.evidenceFile},
		{patch, "/api/v1/evidence/:id", marks, s.apiChangeEvidence},
		{del, "/api/v1/evidence/:id", marks, s.apiDeleteEvidence},
		{post, "/api/v1/evidence/:id/erase", marks, s.apiEraseEvidence},
		{get, "/api/v1/scales", reads, s.apiScales},
		{post, "/api/v1/annotations/:id/comments", marks, s.apiCreateComment},
		{get, "/api/v1/comments/:id", reads, s.apiComment},
		{patch, "/api/v1/comments/:id", marks, s.apiChangeComment},
		{post, "/api/v1/annotations/:id/replies", marks, s.apiCreateReply},
		{get, "/api/v1/replies/:id", reads, s.apiReply},
		{patch, "/api/v1/replies/:id", marks, s.apiChangeReply},
		{del, "/api/v1/replies/:id", marks, s.apiDeleteReply},
		{get, "/api/v1/speakers", reads, s.apiSpeakers},
		{post, "/api/v1/speakers", marks, s.apiCreateSpeaker},
		{get, "/api/v1/speakers/:id", reads, s.apiSpeaker},
		{patch, "/api/v1/speakers/:id", marks, s.apiChangeSpeaker},
		{post, "/api/v1/speakers/:id/merge", merges, s.apiMergeSpeaker},
		{post, "/api/v1/speakers/:id/split-off", merges, s.apiSplitOffSpeaker},
		{get, "/api/v1/settings", sets, s.apiSettings},
		{patch, "/api/v1/settings", sets, s.apiChangeSettings},
		{post, "/api/v1/compare", reads, s.apiCompare},
	}
}

// guard lets a request through to the handler if its actor holds the route's
// right.
func (s *Server) guard(a access, next echo.HandlerFunc) echo.HandlerFunc {
	if a.public {
		return next
	}
	return func(c echo.Context) error {
		if err := actorOf(c).Require(a.right); err != nil {
			return err
		}
		return next(c)
	}
}
