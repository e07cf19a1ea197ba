// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {IValidatorSet} from "../../contracts/consortium/IValidatorSet.sol";
import {Founding} from "../consortium/Founding.sol";
import {Books} from "./handlers/Books.sol";
import {GovernanceActs} from "./handlers/GovernanceActs.sol";

/// @notice Everything that anyone may try on the consortium room.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract ConsortiumHandler is GovernanceActs {
    constructor(uint256 organisations) Books(organisations) {}
}

/// @notice The invariants of the consortium room, see README.md; the eighth is checked by the handlers themselves.
contract ConsortiumInvariants is Founding {
    ConsortiumHandler private handler;

    function setUp() public {
        found(7, 4);
        handler = new ConsortiumHandler(7);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_Members() public view {
        uint256 memberBits = 0;
        uint256 standingBits = 0;
        uint256 members = 0;
        for (uint256 i = 1; i <= handler.organisationCount(); ++i) {
            IConsortiumRegistry.Status status = registry.statusOf(org(i));
            assertEq(uint256(status), uint256(handler.statusBooked(i)), "status");
            bool active = status == IConsortiumRegistry.Status.Active;
            if (active) standingBits |= 1 << i;
            if (active || status == IConsortiumRegistry.Status.EmergencySuspended) {
                memberBits |= 1 << i;
                ++members;
            }
        }
        uint256 actualMembers = registry.memberBitmap(0);
        uint256 actualStanding = registry.standingBitmap(0);
        assertEq(actualMembers, memberBits, "member bits");
        assertEq(actualStanding, standingBits, "standing bits");
        assertEq(registry.memberCount(), members, "members");
        assertEq(registry.organisationCount(), handler.organisationCount(), "organisations");
    }

    function invariant_Counts() public view {
        for (uint256 i = 1; i <= handler.organisationCount(); ++i) {
            IConsortiumRegistry.Organisation memory record = registry.organisationOf(org(i));
            (uint256 accounts, uint256 admins, uint256 nodes) = handler.countsBooked(i);
            assertEq(record.accountCount, accounts, "accounts");
            assertEq(record.adminCount, admins, "admins");
            assertEq(record.nodeCount, nodes, "nodes");
            assertTrue(admins >= 1, "an organisation without an admin");
        }
    }

    function invariant_Validators() public {
        assertBesuCanRead();
        _checkList(validators, rescue, 4);
        _checkList(rescue, validators, 1);
    }

    function invariant_Log() public view {
        (uint64 sequence, , bytes32 head) = registry.logTip();
        assertEq(sequence, handler.sequence(), "sequence");
        assertEq(head, handler.head(), "head");
    }

    function invariant_Acting() public view {
        for (uint256 i = 0; i < handler.accountsBooked(); ++i) {
            address account = handler.accounts(i);
            bool may = handler.mayAct(account);
            assertTrue(registry.isMember(account) == may, "isMember");
            try registry.requireMember(account) returns (OrgId) {
                assertTrue(may, "requireMember lets it act");
            } catch {
                assertFalse(may, "requireMember stops it");
            }
            assertEq(OrgId.unwrap(registry.voterOf(account)), handler.votesFor(account), "voter");
            _checkPair(account, handler.accounts(handler.accountsBooked() - 1 - i));
        }
    }

    function invariant_Votes() public {
        handler.noteStates();
        uint256 standing = 0;
        for (uint256 i = 1; i <= handler.organisationCount(); ++i) {
            if (handler.statusBooked(i) == IConsortiumRegistry.Status.Active) ++standing;
        }
        for (uint256 i = 0; i < handler.proposalsBooked(); ++i) {
            (uint256 against, uint256 forVotes, uint256 abstain) = governor.proposalVotes(
                handler.proposals(i)
            );
            assertTrue(against + forVotes + abstain <= standing, "more votes than members in standing");
        }
    }

    function invariant_Emergencies() public view {
        for (uint256 i = 1; i <= handler.organisationCount(); ++i) {
            assertTrue(
                registry.emergencyUntil(org(i)) <= uint256(timeNow()) + EMERGENCY_PERIOD,
                "an emergency beyond its period"
            );
        }
    }

    /// @dev The quick check of two at once agrees with the close one of each.
    function _checkPair(address a, address b) private view {
        bool may = handler.mayAct(a) && handler.mayAct(b);
        try registry.requireCanAct(a, b) returns (OrgId orgA, OrgId orgB) {
            assertTrue(may, "requireCanAct lets both act");
            assertTrue(orgA == registry.organisationOfAccount(a), "organisation of the first");
            assertTrue(orgB == registry.organisationOfAccount(b), "organisation of the second");
        } catch {
            assertFalse(may, "requireCanAct stops them");
        }
    }

    function _checkList(IValidatorSet set, IValidatorSet sibling, uint256 floor) private view {
        address[] memory list = set.getValidators();
        assertTrue(list.length >= floor, "below the floor");
        assertEq(set.count(), list.length, "count");
        uint256 seats = 0;
        for (uint256 i = 1; i <= handler.organisationCount(); ++i) seats += set.countOf(org(i));
        assertEq(seats, list.length, "seats of all organisations");
        for (uint256 i = 0; i < list.length; ++i) {
            OrgId orgId = set.validatorOf(list[i]).orgId;
            assertTrue(set.isValidator(list[i]), "a listed key that is no validator");
            assertFalse(sibling.isValidator(list[i]), "a key in both lists");
            assertTrue(orgId == registry.organisationOfNode(list[i]), "a validator of another's node");
        }
    }
}
