// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @title How the alliance decides
/// @notice OpenZeppelin's Governor with one vote per organisation, cast by any of its admins, on the clock and not on
/// blocks. A proposal passes when more than `approvalBps` of all members vote for it. A vote counts only while its
/// organisation stands: a suspended or expelled member's vote drops out, an expelled member leaves the denominator, and
/// one under emergency suspension stays in it, so suspending opponents never lowers the bar.
/// @dev The result of a vote is recorded by `queue`. If a member's standing changes between the end of the vote and
/// `queue`, the result can no longer be told and the proposal is `Expired`; propose again. It also expires when it is not
/// queued within `executionPeriod` after the vote, or not executed within `executionPeriod` after its delay.
interface IConsortiumGovernor {
    /// @notice The account is not an admin of a member in good standing, so it neither proposes nor votes.
    /// @custom:remedy Use an admin account of a member (`member show`); a frozen account or a suspended member has no vote.
    error Governor_NotAVoter(address account);
    /// @notice The organisation was admitted after the proposal was made.
    /// @custom:remedy Vote on later proposals.
    error Governor_AdmittedAfterProposal(uint256 proposalId, OrgId orgId);
    /// @notice The organisation has voted, maybe through another of its accounts; a vote is final.
    /// @custom:remedy Nothing to do; `proposal show` lists who voted.
    error Governor_AlreadyVoted(uint256 proposalId, OrgId orgId);
    /// @notice Votes are 0 against, 1 for, 2 abstain.
    /// @custom:remedy Vote with one of these.
    error Governor_BadVote(uint8 support);
    /// @notice Approval must be at least half and less than all of the members, and execution needs some time.
    /// @custom:remedy Give 5000 to 9999 basis points and an execution period above zero.
    error Governor_BadRules(uint256 approvalBps, uint256 executionPeriod);

    /// @notice Votes for, out of 10,000 members, that a proposal must exceed.
    function approvalBps() external view returns (uint256);

    /// @notice Seconds within which a passed proposal must be queued and, after its delay, executed.
    function executionPeriod() external view returns (uint256);

    /// @notice Votes for that `proposalId` needs, given today's members.
    function requiredVotes(uint256 proposalId) external view returns (uint256);

    /// @notice Votes that count now, for one proposal.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);

    /// @notice Whether an organisation has voted on a proposal, through whichever account.
    function hasOrganisationVoted(uint256 proposalId, OrgId orgId) external view returns (bool);

    /// @notice The organisation that made a proposal; it may withdraw it until it is executed.
    function proposingOrganisation(uint256 proposalId) external view returns (OrgId);
}
